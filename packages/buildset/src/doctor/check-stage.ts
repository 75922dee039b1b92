import type { Connection } from '@buildset/cli-kit';
import { formatPackage, originCommand, type OriginControls } from '@buildset/core';
import { FORMATS } from '../formats.ts';
import type { Finding } from './finding.ts';

/** How many packages of a stage are held against the origin controls that it wants. */
const SAMPLED = 20;
/** CodeArtifact itself searches no more upstreams than this. */
const MAX_UPSTREAMS = 25;
/** A version that nobody has. */
const NOBODYS = { format: 'pypi', name: 'buildset-nobodys', version: '0' } as const;

/** A stage as the configuration has it, with its connection. */
export interface CheckedStage {
  readonly name: string;
  readonly repository: string;
  readonly connection: Connection;
  /** Builds come to it by promotion only. */
  readonly isDestination: boolean;
  readonly originControls?: OriginControls | undefined;
  /** Repositories of the same domain that its builds come through. */
  readonly earlier: readonly string[];
}

/** Whether the repository is there. */
export async function checkRepository({ connection, name, repository }: CheckedStage): Promise<Finding[]> {
  if (await connection.domain.describeRepository(repository)) {
    return [{ check: 'stage', level: 'ok', message: `${name}: ${repository} is there.` }];
  }
  const { domain, domainOwner } = connection.domain.ref;
  const mend = `aws codeartifact create-repository --domain ${domain} --domain-owner ${domainOwner} --repository ${repository}`;
  return [{ check: 'stage', level: 'problem', message: `${name}: there is no repository ${repository}.`, mend }];
}

/** Whether installers of the stage get what was never promoted to it. */
export async function checkUpstreams({ connection, earlier, name, repository }: CheckedStage): Promise<Finding[]> {
  const { domain, homeName, transitName } = connection;
  const unwanted = new Set([...earlier, homeName, transitName]);
  const found: Finding[] = [];
  const seen = new Set<string>();
  const queue = [repository];
  for (let at = queue.shift(); at !== undefined && seen.size <= MAX_UPSTREAMS; at = queue.shift()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const { externalConnections = [], upstreams = [] } = (await domain.describeRepository(at)) ?? {};
    const kept = upstreams.filter((one) => !unwanted.has(one));
    for (const leak of upstreams.filter((one) => unwanted.has(one))) {
      const list = kept.map((one) => ` repositoryName=${one}`).join('') || " '[]'";
      const where = `--domain ${domain.ref.domain} --domain-owner ${domain.ref.domainOwner} --repository ${at}`;
      const mend = `aws codeartifact update-repository ${where} --upstreams${list}`;
      const message = `${name}: ${at} reaches ${leak}, so installers get builds that were never promoted to ${repository}.`;
      found.push({ check: 'upstreams', level: 'problem', message, mend });
    }
    if (externalConnections.length > 0) {
      const message = `${name}: ${at} is connected to ${externalConnections.join(', ')}: installers get what is published there.`;
      const mend = 'Where that is not meant, block it by the origin controls of your packages (upstream=BLOCK).';
      found.push({ check: 'upstreams', level: 'warning', message, mend });
    }
    queue.push(...kept);
  }
  if (found.length > 0) return found;
  return [{ check: 'upstreams', level: 'ok', message: `${name}: ${repository} reaches no earlier stage.` }];
}

/** Whether packages have the origin controls that the stage wants; of the first ones only, and it says so. */
export async function checkOriginControls(stage: CheckedStage): Promise<Finding[]> {
  const { connection, name, originControls: wanted, repository } = stage;
  if (!wanted) return [];
  const { domain } = connection;
  const pages = await Promise.all(FORMATS.names.map((format) => domain.reader(repository).listPackages({ format })));
  const sampled = pages.flatMap(({ items }) => items).slice(0, SAMPLED);
  const found: Finding[] = [];
  for (const pkg of sampled) {
    const has = await domain.originControls(repository, pkg);
    if (has?.publish === wanted.publish && has.upstream === wanted.upstream) continue;
    const is = has ? `publish=${has.publish},upstream=${has.upstream}` : 'unknown';
    const message = `${name}: the origin controls of ${formatPackage(pkg)} in ${repository} are ${is}.`;
    const mend = originCommand({ ...domain.ref, repository }, pkg, wanted);
    found.push({ check: 'origin-controls', level: 'warning', message, mend });
  }
  if (found.length > 0 || sampled.length === 0) return found;
  const message = `${name}: the origin controls are right; packages of ${repository} looked at: ${sampled.length}.`;
  return [{ check: 'origin-controls', level: 'ok', message }];
}

/** What these credentials may do at the stage, as far as that shows without writing. */
export async function checkRights({ connection, isDestination, name, repository }: CheckedStage): Promise<Finding[]> {
  const { domain, inspector } = connection;
  const attempts: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['list packages', () => domain.reader(repository).listPackages({ format: 'generic' })],
    ['find its endpoint', () => inspector.endpoint(repository, 'pypi')],
    ['see what installers see', () => domain.writer(repository).installerView(NOBODYS)],
  ];
  const results = await Promise.allSettled(attempts.map(([, attempt]) => attempt()));
  const may = attempts.filter((_, index) => results[index]?.status === 'fulfilled').map(([what]) => what);
  const lacks = attempts.map(([what]) => what).filter((what) => !may.includes(what));
  const not = lacks.length === 0 ? '' : `, but not ${lacks.join(', ')}`;
  const untried = `Not tried, since it would write: ${isDestination ? 'copying into it' : 'publishing into it'}.`;
  const message = `${name}: at ${repository} you may ${may.join(', ') || 'do nothing'}${not}. ${untried}`;
  if (lacks.length === 0) return [{ check: 'rights', level: 'ok', message }];
  const mend = `buildset policy ${isDestination ? 'promoter' : 'ci'} prints what the role needs.`;
  return [{ check: 'rights', level: 'warning', message, mend }];
}
