import * as v from 'valibot';
import { CodedError, hasCode } from '../coded-error.ts';
import { canonicalJson } from '../canonical-json.ts';
import type { VersionRef } from '../coordinates.ts';
import type { RepositoryDescription } from '../ports/domain.ts';
import type { RepositoryReader, RepositoryWriter } from '../ports/registry.ts';
import { repositoryArn } from '../schema.ts';
import { publishOnce } from './publish-once.ts';
import { readStored } from './stored.ts';

/** The package of the owner marker. */
export const OWNER: VersionRef = { format: 'generic', namespace: 'buildset.home', name: 'owner', version: '1' };
const OWNER_ASSET = 'owner.json';

/** The schema of what is stored; shipped as a JSON Schema. */
export const ownerSchema = v.object({
  schemaVersion: v.literal(1),
  product: v.literal('buildset'),
  repository: v.string(),
});

/** Whose a repository is by its owner marker. One request. */
export async function ownerOf(repository: RepositoryReader): Promise<'ours' | 'unclaimed' | 'foreign'> {
  const { repository: name } = repository.repository;
  const requireOurs = (text: string): true => {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ownerSchema), text);
    if (parsed.success && parsed.output.repository === repositoryArn(repository.repository)) return true;
    throw foreign(name, 'its owner marker names another place');
  };
  try {
    return (await readStored(repository, OWNER, OWNER_ASSET, requireOurs)) ? 'ours' : 'unclaimed';
  } catch (error) {
    if (hasCode(error, 'foreign-home')) return 'foreign';
    throw error;
  }
}

/**
 * Whether a repository is still to be claimed. Throws for one that serves another purpose (`foreign-home`), or has upstreams
 * (`home-has-upstreams`).
 */
export async function isUnclaimed(repository: RepositoryReader, description: RepositoryDescription): Promise<boolean> {
  const name = repository.repository.repository;
  const reached = [...description.upstreams, ...description.externalConnections];
  if (reached.length > 0) {
    throw new CodedError('home-has-upstreams', `${name} reaches ${reached.join(', ')}.`, {
      side: 'home',
      next: 'The home and its transit need repositories without upstreams and external connections.',
    });
  }
  const owner = await ownerOf(repository);
  if (owner === 'ours') return false;
  if (owner === 'foreign') throw foreign(name, 'its owner marker names another place');
  for (const format of ['generic', 'pypi', 'npm'] as const) {
    const { items } = await repository.listPackages({ format });
    if (items[0]) throw foreign(name, `it holds packages already, such as ${items[0].name}`);
  }
  return true;
}

/** Writes the owner marker into an empty repository. Throws `foreign-home` when another one was faster. */
export async function claim(repository: RepositoryWriter): Promise<void> {
  const arn = repositoryArn(repository.repository);
  const marker = canonicalJson({ schemaVersion: 1, product: 'buildset', repository: arn });
  if (await publishOnce(repository, OWNER, OWNER_ASSET, marker)) return;
  if ((await ownerOf(repository)) === 'ours') return; // another run wrote the same
  throw foreign(repository.repository.repository, 'another owner marker was written meanwhile');
}

function foreign(name: string, why: string): CodedError {
  return new CodedError('foreign-home', `${name} is not buildset's: ${why}.`, {
    side: 'home',
    next: 'Choose another name with --home.',
  });
}
