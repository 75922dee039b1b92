import type { BuildSet } from '../build-set.ts';
import { readApprovals } from '../home/approval-note.ts';
import type { Home } from '../home/home.ts';
import { listVerdicts, readVerdictSubjects, type VerdictName, type VerdictResult } from '../home/verdict-note.ts';
import type { Log } from '../log/log.ts';
import { type LogState, placeKey } from '../log/state.ts';
import type { SetDigest } from '../set-digest.ts';
import type { Gates } from './request.ts';

/** One thing that a stage asks for, and whether a set has it. */
export interface Gate {
  readonly gate: 'order' | 'check' | 'approval' | 'soak';
  /** What is asked for, in words. */
  readonly needs: string;
  readonly met: boolean;
  /** What there is instead; for a check also when it is met. */
  readonly has: string;
}

export interface GateContext {
  readonly home: Home;
  readonly log: Log;
  readonly state: LogState;
  /** Where the set comes from: the repository's name and ARN. */
  readonly from: { readonly name: string; readonly arn: string };
}

/** Holds a set against a stage's gates. Nothing is asked of the service for gates that are not set. */
export async function checkGates(
  gates: Gates,
  { set, digest }: { readonly set: BuildSet; readonly digest: SetDigest },
  context: GateContext,
): Promise<Gate[]> {
  const { checks = [], approvals = 0, soakMs = 0, from } = gates;
  const results: Gate[] = [];
  if (from && !from.includes(context.from.name)) {
    results.push({ gate: 'order', needs: `from ${from.join(' or ')}`, met: false, has: context.from.name });
  }
  if (checks.length > 0) {
    const verdicts = await listVerdicts(context.home.records, set.ref, digest);
    for (const check of checks) results.push(await checkVerdicts(check, verdicts, set, digest, context));
  }
  if (approvals > 0) results.push(await checkApprovals(gates, set, digest, context));
  if (soakMs > 0) results.push(await checkSoak(soakMs, set, digest, context));
  return results;
}

/** The worst of the latest results over the assets; an asset without any has none. */
async function checkVerdicts(
  check: string,
  verdicts: readonly VerdictName[],
  { entries, ref }: BuildSet,
  digest: SetDigest,
  { home }: GateContext,
): Promise<Gate> {
  const open = new Set(entries.map(({ sha256 }) => sha256));
  const results = new Set<VerdictResult>();
  for (const verdict of verdicts.filter((one) => one.check === check)) {
    if (open.size === 0) break;
    const subjects = verdict.whole
      ? [...open]
      : await readVerdictSubjects(home.records, ref, digest, verdict.noteVersion);
    const covered = subjects.filter((sha256) => open.delete(sha256));
    if (covered.length > 0) results.add(verdict.result);
  }
  const met = open.size === 0 && !results.has('failed');
  const lacking = entries.filter(({ sha256 }) => open.has(sha256)).map(({ name }) => name);
  const none = results.size === 0;
  const partial =
    open.size > 0 ? `${[...results].join(', ')}, none for ${lacking.join(', ')}` : [...results].join(', ');
  return { gate: 'check', needs: `${check} passed`, met, has: none ? 'no verdict' : partial };
}

async function checkApprovals(
  { approvals = 0, stage }: Gates,
  { ref }: BuildSet,
  digest: SetDigest,
  { home }: GateContext,
): Promise<Gate> {
  const given = await readApprovals(home.records, ref, digest, stage);
  const by = given.map((one) => one.by).join(', ');
  const needs = approvals === 1 ? `an approval for ${stage}` : `${approvals} approvals for ${stage}`;
  return { gate: 'approval', needs, met: given.length >= approvals, has: given.length === 0 ? 'none' : by };
}

async function checkSoak(
  soakMs: number,
  { ref }: BuildSet,
  digest: SetDigest,
  { from, home, log, state }: GateContext,
): Promise<Gate> {
  const needs = `${hours(soakMs)} in ${from.name}`;
  const since = state.places[placeKey(from.arn, ref.version)]?.sets[digest];
  const event = since && (await home.records.describeVersion(log.place(since.event)));
  if (!event?.publishedAt) return { gate: 'soak', needs, met: false, has: 'was never promoted there' };
  const age = home.clock.now().getTime() - event.publishedAt.getTime();
  return { gate: 'soak', needs, met: age >= soakMs, has: hours(age) };
}

function hours(ms: number): string {
  return `${Math.floor(ms / 360_000) / 10} h`;
}
