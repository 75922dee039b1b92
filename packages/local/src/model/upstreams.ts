import { invalid, notFound, overQuota } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Metadata } from '../storage/metadata.ts';

/** Throws when `upstreams` names a repository that is missing, twice, itself, too many, or makes a circle. */
export async function checkUpstreams(
  m: Metadata,
  repository: { readonly domain: string; readonly name: string },
  upstreams: readonly string[],
  limits: Limits,
): Promise<void> {
  const { domain, name } = repository;
  if (upstreams.length > limits.maxUpstreams) {
    throw overQuota(`A repository may have ${limits.maxUpstreams} direct upstreams`, 'repository', name);
  }
  if (new Set(upstreams).size < upstreams.length) throw invalid('A repository may be an upstream once only', 'OTHER');
  const seen = new Set<string>();
  const waiting = [...upstreams];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    if (next === name) throw invalid(`The upstreams of ${name} lead back to it`, 'OTHER');
    if (seen.has(next)) continue;
    seen.add(next);
    const found = await m.repositories.find(domain, next);
    if (!found) throw notFound(`Upstream repository not found: ${next}`, 'repository', next);
    waiting.push(...found.upstreams);
  }
}
