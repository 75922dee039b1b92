import type { Scene } from './scene.ts';

/** A request as the server saw it. */
export interface SeenRequest {
  readonly n: number;
  readonly operation?: string;
  readonly status?: number;
}

/** Requests after number `since`, oldest first. */
export async function requestsSince(scene: Scene, since: number): Promise<readonly SeenRequest[]> {
  const response = await fetch(`${scene.server.endpoint}/_local/requests?since=${since}`);
  const { requests }: { requests: SeenRequest[] } = JSON.parse(await response.text());
  return requests;
}

/** The number of the newest request. */
export async function newestRequest(scene: Scene): Promise<number> {
  return (await requestsSince(scene, 0)).at(-1)?.n ?? 0;
}

/** How often each operation was called, most often first: `ListPackageVersionAssets 7, pypi:Upload 1`. */
export function tally(requests: readonly SeenRequest[]): string {
  const counts = new Map<string, number>();
  for (const { operation = '?' } of requests) counts.set(operation, (counts.get(operation) ?? 0) + 1);
  return tallyText(Object.fromEntries(counts));
}

/** The same of counts by name. */
export function tallyText(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([name, times]) => `${name} ${times}`)
    .join(', ');
}
