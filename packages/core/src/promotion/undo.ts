import { digestOf } from '../canonical-json.ts';
import { requireTransit } from '../home/no-transit.ts';
import type { EventBody, Operation } from '../log/event.ts';
import { type Place, placeKey, type Tagged } from '../log/state.ts';
import type { Asset } from '../ports/registry.ts';
import { observe, type Observed } from './observe.ts';
import { hasMoved, type Lasting, planningAnew } from './planning-anew.ts';
import type { PromotionOptions, PromotionPorts } from './request.ts';
import { isReassembled, restore } from './restore.ts';
import { type RestoredTag, restoreTags } from './restore-tags.ts';
import { cleanTransit, underLease } from './under-lease.ts';
import { findUndoTarget, restoredHold, type UndoRequest } from './undo-target.ts';

export interface UndoResult {
  readonly id: string;
  readonly outcome: 'undone' | 'already-undone';
  readonly version: string;
  /** The repository's name. */
  readonly repository: string;
  /** What the version holds again; empty when it was archived, because it had held nothing. */
  readonly restored: readonly Asset[];
  /** npm: the dist-tags that were pointed back. */
  readonly tags?: readonly RestoredTag[];
  readonly warnings: readonly string[];
}

/**
 * Restores what a repository held before an operation, as a new operation: nothing is erased. A version that was not
 * there before is archived. Safe to run again. Throws `no-such-operation`, `not-last` when something was done to the
 * version since, which is to be undone first, and `no-transit` where files are to be restored and there is none.
 */
export async function undo(
  request: UndoRequest,
  ports: PromotionPorts,
  options: PromotionOptions = {},
): Promise<UndoResult> {
  const attempt = (lasting: Lasting) => undoOnce(request, ports, options, lasting);
  return await planningAnew(request.pkg, ports, options, attempt, hasMoved);
}

async function undoOnce(
  request: UndoRequest,
  ports: PromotionPorts,
  options: PromotionOptions,
  { log }: Lasting,
): Promise<UndoResult> {
  const { done, holds, place, ref, repository, undoneBy } = await findUndoTarget(request, ports, log);
  const { operation, previous } = done;
  const answer = { version: operation.version, repository, restored: previous };
  if (undoneBy !== undefined) return { ...answer, id: undoneBy, outcome: 'already-undone', warnings: [] };
  const onEvent = options.onEvent ?? (() => undefined);
  const planned = undoOf(operation, previous, ports);
  const under = { home: ports.home, log, planned, seen: log.state };
  const { id, tags, warnings } = await underLease(under, options, async (own, lease) => {
    const destination = ports.destination.writer(repository);
    const held = await observe(destination, ref);
    if (isReassembled(held, previous)) requireTransit(ports.home);
    const tagged = await restoreTags({ destination, ref, tags: done.tags ?? [], lease, onEvent });
    const logged = [place, log.state.places[placeKey(operation.to, operation.version)]].flatMap((one) =>
      Object.keys(one?.sets ?? {}),
    );
    const work = { ref, repository, destination, held, previous, logged, lease, ports, options };
    const assembled = await restore({ ...work, tagged });
    const leftOver = assembled ? await cleanTransit(ports.home, ref, lease) : [];
    await log.append((now) => restoredHold(now, holds, operation, options));
    await lease.end(() => lastWord(own, held, place, tagged.log, options, ports));
    return { id: own.id, tags: tagged.restored, warnings: [...tagged.warnings, ...leftOver] };
  });
  return { ...answer, id, outcome: 'undone', ...(tags.length === 0 ? {} : { tags }), warnings };
}

function undoOf(operation: Operation, previous: readonly Asset[], ports: PromotionPorts): Operation {
  const { builds, id: undoesId, set, to, version } = operation;
  const result = previous.map(({ name, sha256 }) => [name, sha256]).sort();
  return {
    id: `u-${ports.home.random.nonce().slice(0, 12)}`,
    kind: 'undo',
    planDigest: digestOf({ kind: 'undo', to, undoes: undoesId, result }),
    version,
    set,
    builds,
    from: to,
    to,
    undoes: undoesId,
  };
}

function lastWord(
  operation: Operation,
  held: Observed,
  place: Place,
  tags: Tagged,
  { by }: PromotionOptions,
  { meter }: PromotionPorts,
): EventBody {
  const { bytesTransferred, calls } = meter.read();
  return {
    type: 'operation.completed',
    operation,
    method: 'undo',
    assets: [],
    exact: false,
    previous: held.assets.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    ...(tags.length === 0 ? {} : { tags }),
    place,
    calls: { ...calls },
    bytesTransferred,
    workItems: [],
    ...(by === undefined ? {} : { by }),
    heads: {},
  };
}
