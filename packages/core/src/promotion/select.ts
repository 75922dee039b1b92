import { type BuildTag, compareBuildTags } from '../build-tag.ts';
import { createBuildSet } from '../build-set.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import type { Asset } from '../ports/registry.ts';
import type { Candidate, Candidates } from './candidates.ts';
import type { Selector } from './request.ts';

/**
 * The one set that a selection means. Throws `no-such-build`, `no-such-set`, `no-such-file`, `set-open`,
 * `unrecorded-build` or `ambiguous-set`, each naming what there is.
 */
export async function select(
  selector: Selector,
  candidates: Candidates,
  ref: VersionRef,
  held: readonly Asset[],
  meetsGates: (candidate: Candidate) => Promise<boolean>,
): Promise<Candidate> {
  switch (selector.by) {
    case 'build':
      return await byBuild(selector.tag, candidates, ref);
    case 'files':
      return await byFiles(selector.names, candidates, ref, held);
    case 'set':
      return await byDigest(selector.digest, candidates, ref);
    case 'last':
      return await last(selector.expect, candidates, ref);
    case 'last-passed':
      return await lastPassed(candidates, ref, meetsGates);
    default:
      return selector satisfies never;
  }
}

async function byBuild(tag: BuildTag, candidates: Candidates, ref: VersionRef): Promise<Candidate> {
  const attached = await candidates.attached(tag);
  if (attached) return attached;
  if (candidates.isOpen(tag)) {
    throw new CodedError('set-open', `Build ${tag} of ${formatVersion(ref)} is still open.`, {
      side: 'source',
      next: `Seal it when all its parts are there: seal "${formatVersion(ref)}" --build ${tag}.`,
    });
  }
  const derived = candidates.derivedFor(tag);
  if (derived) return derived;
  const adopted = (await candidates.readAll()).filter(({ buildTag }) => buildTag === tag);
  if (adopted.length === 1 && adopted[0]) return adopted[0];
  if (adopted.length > 1) throw ambiguous(`build ${tag}`, adopted);
  throw new CodedError('no-such-build', `${formatVersion(ref)} has no build ${tag}.`, {
    side: 'source',
    next:
      candidates.tags.length > 0 ? `Its builds: ${sorted(candidates.tags).join(', ')}.` : 'It has no builds at all.',
  });
}

async function byFiles(
  names: readonly string[],
  candidates: Candidates,
  ref: VersionRef,
  held: readonly Asset[],
): Promise<Candidate> {
  const assets = names.map((name) => {
    const asset = held.find((one) => one.name === name);
    if (asset) return asset;
    throw new CodedError('no-such-file', `The source holds no file ${name} of ${formatVersion(ref)}.`, {
      side: 'source',
      next: held.length > 0 ? `It holds: ${held.map((one) => one.name).join(', ')}.` : 'It holds no file of it.',
    });
  });
  return await candidates.recorded(createBuildSet(ref, assets));
}

async function byDigest(digest: string, candidates: Candidates, ref: VersionRef): Promise<Candidate> {
  const prefix = digest.startsWith('sha256:') ? digest : `sha256:${digest}`;
  if (!/^sha256:[0-9a-f]{12,64}$/.test(prefix)) {
    throw new CodedError('invalid-digest', `"${digest}" is not a set digest.`, {
      next: 'Give "sha256:" and at least the first twelve hexadecimal digits, as `sets` prints them.',
    });
  }
  const known = [...(await candidates.readAll()), ...candidates.derived].filter((one) => one.digest.startsWith(prefix));
  const [first] = known;
  if (!first) {
    throw new CodedError('no-such-set', `${formatVersion(ref)} has no set ${digest}.`, { side: 'source' });
  }
  if (known.some((one) => one.digest !== first.digest)) throw ambiguous(digest, known);
  return first;
}

async function last(expect: number | undefined, candidates: Candidates, ref: VersionRef): Promise<Candidate> {
  const tag = sorted(candidates.tags.filter((one) => !candidates.isOpen(one))).at(-1);
  const attached = tag === undefined ? undefined : await candidates.attached(tag);
  if (attached) return attached;
  const derived = candidates.derivedFor(tag);
  const what = tag === undefined ? 'what it holds without a build tag' : `build ${tag}`;
  if (!derived) {
    throw new CodedError('no-such-build', `The source holds no build of ${formatVersion(ref)}.`, { side: 'source' });
  }
  if (derived.record || derived.set.entries.length === expect) return derived;
  const count = derived.set.entries.length;
  throw new CodedError(
    'unrecorded-build',
    `The last build of ${formatVersion(ref)} is ${what}, uploaded without a record: ${count} file(s), perhaps not all.`,
    { side: 'source', next: `Say how many files it has (--expect ${count}), or name the build.` },
  );
}

async function lastPassed(
  candidates: Candidates,
  ref: VersionRef,
  meetsGates: (candidate: Candidate) => Promise<boolean>,
): Promise<Candidate> {
  const tags = sorted(candidates.tags).reverse();
  for (const tag of tags) {
    const candidate = (await candidates.attached(tag)) ?? candidates.derivedFor(tag);
    if (candidate && (await meetsGates(candidate))) return candidate;
  }
  throw new CodedError('no-such-build', `No build of ${formatVersion(ref)} meets the gates.`, {
    side: 'source',
    next:
      tags.length > 0 ? `Looked at: ${tags.join(', ')}. \`why\` shows what each lacks.` : 'It has no builds at all.',
  });
}

function ambiguous(what: string, candidates: readonly Candidate[]): CodedError {
  const digests = [...new Set(candidates.map((one) => one.digest))];
  return new CodedError('ambiguous-set', `${what} means more than one set: ${digests.join(', ')}.`, {
    side: 'source',
    next: 'Name one with --set.',
  });
}

function sorted(tags: readonly BuildTag[]): BuildTag[] {
  return [...tags].sort(compareBuildTags);
}
