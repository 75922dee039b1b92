/** How long each request to a service takes that is not on this machine, beside its work, in milliseconds. */
export const NETWORK_MS = 50;

/** Lets a server keep every request waiting from now on, whoever makes it. */
export async function addLatency(endpoint: string, ms: number): Promise<void> {
  const body = JSON.stringify({ action: { kind: 'latency', ms } });
  const response = await fetch(`${endpoint}/_local/faults`, { method: 'POST', body });
  if (response.status !== 201) throw new Error(`no latency: ${response.status} ${await response.text()}`);
}

/** What stands in the name of a comparison under latency. */
export function underLatency(ms: number | undefined): string {
  return ms === undefined ? '' : `, with ${ms} ms of latency per request`;
}
