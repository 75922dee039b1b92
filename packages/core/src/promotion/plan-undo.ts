import type { Asset } from '../ports/registry.ts';
import { Log } from '../log/log.ts';
import { requireTransit } from '../home/no-transit.ts';
import { observe, type Observed } from './observe.ts';
import { isPublishedAgain } from './observe.ts';
import type { PromotionPorts } from './request.ts';
import { isReassembled, isRestored } from './restore.ts';
import { tagsToRestore } from './restore-tags.ts';
import type { UndoResult } from './undo.ts';
import { findUndoTarget, restoredHold, type UndoRequest } from './undo-target.ts';

/** A step of an undo that writes. */
export type UndoStep =
  | 'lease'
  | 'tags'
  | 'archive'
  | 'publish-again'
  | 'keep'
  | 'assemble'
  | 'remove'
  | 'copy'
  | 'clean'
  | 'hold'
  | 'log';

/** What an undo would do. */
export interface PlannedUndo extends Omit<UndoResult, 'id' | 'outcome'> {
  readonly outcome: 'planned' | 'already-undone';
  /** What was undone already: by which operation. */
  readonly id?: string;
  /** Those that write, in their order. Empty for what was undone already. */
  readonly steps: readonly UndoStep[];
}

/** Tells what `undo` would do, by what there is now, and writes nothing. Throws what `undo` throws before its first write. */
export async function planUndo(request: UndoRequest, ports: PromotionPorts): Promise<PlannedUndo> {
  const log = new Log(ports.home, request.pkg);
  const { done, holds, ref, repository, undoneBy } = await findUndoTarget(request, ports, log);
  const { operation, previous, tags = [] } = done;
  const answer = { version: operation.version, repository, restored: previous };
  if (undoneBy !== undefined) return { ...answer, id: undoneBy, outcome: 'already-undone', steps: [], warnings: [] };
  const destination = ports.destination.writer(repository);
  const held = await observe(destination, ref);
  if (isReassembled(held, previous)) requireTransit(ports.home);
  const { moves, restored, warnings } = await tagsToRestore({ destination, ref, tags });
  const hold = restoredHold(await log.read(), holds, operation, {});
  const steps: UndoStep[] = [
    'lease',
    ...(moves.length > 0 ? (['tags'] as const) : []),
    ...(await versionSteps(held, previous, ports)),
    ...(hold ? (['hold'] as const) : []),
    'log',
  ];
  return { ...answer, outcome: 'planned', steps, ...(restored.length === 0 ? {} : { tags: restored }), warnings };
}

/** What brings the version back to what it held. */
async function versionSteps(held: Observed, previous: readonly Asset[], ports: PromotionPorts): Promise<UndoStep[]> {
  const { status } = held;
  if (previous.length === 0) return status === undefined || status === 'Archived' ? [] : ['archive'];
  if (isRestored(held, previous)) return [];
  if (isPublishedAgain(held, previous)) return ['keep', 'publish-again'];
  const { 'copy-overwrite': overwriting = 'merge' } = await ports.answers();
  const isRemoved = status !== undefined && (overwriting !== 'replace' || status === 'Archived');
  return ['keep', 'assemble', ...(isRemoved ? (['remove'] as const) : []), 'copy', 'clean'];
}
