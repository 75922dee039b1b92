import { CodedError } from '../coded-error.ts';
import { type VersionRef, versionOf } from '../coordinates.ts';
import { findSet } from '../find-set.ts';
import { madeFrom } from '../log/lineage.ts';
import { Log } from '../log/log.ts';
import { placeKey } from '../log/state.ts';
import type { MeterReading } from '../meter.ts';
import { holdsAll, observe } from '../promotion/observe.ts';
import type { PromotionOptions, PromotionPorts } from '../promotion/request.ts';
import { undo, type UndoResult } from '../promotion/undo.ts';
import { repositoryArn } from '../schema.ts';
import type { SetDigest } from '../set-digest.ts';
import { readMeters } from './read-meters.ts';
import type { ReleasedSet } from './release-record.ts';
import { toCoded } from './to-coded.ts';

/** One set of a release, with the ports of its format and connection. */
export interface UndoTogetherItem {
  readonly set: ReleasedSet;
  readonly ports: PromotionPorts;
}

/** What came of one set. */
export interface UndoTogetherPart {
  readonly set: ReleasedSet;
  /**
   * `not-there`: the release has nothing there to be taken back. `kept`: it had been there before the release.
   * `failed`: it is what stands in the way. `untouched`: not begun, because of one before it.
   */
  readonly state: 'undone' | 'not-there' | 'kept' | 'failed' | 'untouched';
  readonly result?: UndoResult;
  readonly error?: CodedError;
}

export interface UndoTogetherResult extends MeterReading {
  readonly outcome: 'undone' | 'nothing-to-undo' | 'stopped';
  /** In the order of the release, which is the reverse of the order in which they were taken back. */
  readonly parts: readonly UndoTogetherPart[];
}

/**
 * Takes back what a release's promotion to a repository did, the last first. What had been there without the release
 * stays. Stops at the first failure; running it again continues. Safe to repeat.
 */
export async function undoTogether(
  {
    items,
    release,
    to,
  }: { readonly items: readonly UndoTogetherItem[]; readonly release: string; readonly to: string },
  options: PromotionOptions = {},
): Promise<UndoTogetherResult> {
  const parts: UndoTogetherPart[] = [];
  let isStopped = false;
  for (const item of items.toReversed()) {
    const part: UndoTogetherPart = isStopped
      ? { set: item.set, state: 'untouched' }
      : await undoOne(item, release, to, options);
    parts.unshift(part);
    isStopped ||= part.state === 'failed';
  }
  const undone = parts.some(({ state }) => state === 'undone') ? 'undone' : 'nothing-to-undo';
  return { outcome: isStopped ? 'stopped' : undone, parts, ...readMeters(items.map(({ ports }) => ports.meter)) };
}

async function undoOne(
  { ports, set }: UndoTogetherItem,
  release: string,
  to: string,
  options: PromotionOptions,
): Promise<UndoTogetherPart> {
  const { digest, ref } = set;
  const log = new Log(ports.home, ref);
  try {
    options.signal?.throwIfAborted();
    const state = await log.read();
    const arn = repositoryArn({ ...ports.destination.ref, repository: to });
    // A stage that strips builds holds what was made of the release's set.
    const made = madeFrom(state.lineages ?? [], digest).map((one) => ({ digest: one.set, version: one.version }));
    const forms = [{ digest, version: ref.version }, ...made];
    const entries = forms.flatMap((form) => state.places[placeKey(arn, form.version)]?.sets[form.digest] ?? []);
    for (const { event, operationId } of entries) {
      const { body } = (await log.event(event)).event;
      if (body.type !== 'operation.completed' || body.operation.release !== release) continue;
      const result = await undo({ pkg: ref, operationId }, ports, options);
      return { set, state: 'undone', result };
    }
    if (entries.length > 0) return { set, state: 'kept' };
    for (const form of forms) {
      if (!(await hasBegun(log, release, arn, form.digest))) continue;
      await requireNotHalfDone(versionOf(ref, form.version), form.digest, { release, to, ports });
    }
    return { set, state: 'not-there' };
  } catch (error) {
    return { set, state: 'failed', error: toCoded(error, options.signal) };
  }
}

async function hasBegun(log: Log, release: string, arn: string, digest: SetDigest): Promise<boolean> {
  const events = await log.readAll();
  return events.some(({ event: { body } }) => {
    if (body.type !== 'operation.started') return false;
    const { operation } = body;
    return operation.release === release && operation.to === arn && operation.set === digest;
  });
}

/** A run that broke off may have written to the repository what the log does not say yet. */
async function requireNotHalfDone(
  ref: VersionRef,
  digest: SetDigest,
  { ports, release, to }: { readonly release: string; readonly to: string; readonly ports: PromotionPorts },
): Promise<void> {
  const { destination, format, home } = ports;
  const { assets, status } = await observe(destination.reader(to), ref);
  if (status !== 'Published') return;
  const { set } = await findSet(ref, { by: 'set', digest }, { format, home });
  if (!holdsAll(assets, set.entries)) return;
  throw new CodedError('release-unfinished', `${to} holds the set of ${ref.name}, but no finished promotion says so.`, {
    side: 'destination',
    next: `Finish it first: release promote ${release} --to ${to}. Then it can be undone.`,
  });
}
