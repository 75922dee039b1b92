import { awsCommand } from '../aws-command.ts';
import { sameDomain } from '../coordinates.ts';
import { type Refusal, refuse } from './refusal.ts';
import type { PromotionPorts, PromotionRequest } from './request.ts';

/** CodeArtifact itself searches no more upstreams than this. */
const MAX_UPSTREAMS = 25;

/**
 * Refuses a destination that reaches its source as an upstream: installers would get builds that nobody promoted.
 * One request a repository on the way. Throws `not-found` for a repository that does not exist.
 */
export async function checkUpstreams(
  { source, destination }: Pick<PromotionPorts, 'source' | 'destination'>,
  { from, to }: Pick<PromotionRequest, 'from' | 'to'>,
): Promise<Refusal | undefined> {
  const isSameDomain = sameDomain({ ...source.ref, repository: '' }, { ...destination.ref, repository: '' });
  if (!isSameDomain) return undefined;
  const seen = new Set<string>();
  const queue = [to];
  for (let name = queue.shift(); name !== undefined && seen.size <= MAX_UPSTREAMS; name = queue.shift()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const { upstreams = [] } = (await destination.describeRepository(name)) ?? {};
    if (upstreams.includes(from)) {
      const kept = upstreams.filter((one) => one !== from).map((one) => `repositoryName=${one}`);
      const list = `--upstreams ${kept.join(' ') || "'[]'"}`;
      const remove = awsCommand('update-repository', { ...destination.ref, repository: name }, list);
      return refuse(
        'upstream-leak',
        `${from} is an upstream of ${name}, so installers get builds from it that were never promoted to ${to}.`,
        `Pass --allow-upstream if that is meant; otherwise remove the upstream: ${remove}`,
      );
    }
    queue.push(...upstreams);
  }
  return undefined;
}
