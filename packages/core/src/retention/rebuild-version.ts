import type { VersionRef } from '../coordinates.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Domain } from '../ports/domain.ts';
import type { Asset } from '../ports/registry.ts';
import { apply } from '../promotion/apply.ts';
import { contentFrom } from '../promotion/content.ts';
import { holdsAll, observe, type Observed } from '../promotion/observe.ts';
import type { PromotionOptions, PromotionPorts } from '../promotion/request.ts';
import { Transfer } from '../promotion/transfer.ts';
import { verify } from '../promotion/verify.ts';
import type { PlannedRow } from './plan-prune.ts';

/** A version of a repository from which files of pruned builds were taken. */
export interface Rebuilt {
  readonly ref: VersionRef;
  readonly repository: string;
  readonly removed: readonly Asset[];
}

/** The files of a version that only sets to be pruned have; what belongs to no known set stays. */
export async function superfluousAssets(
  ref: VersionRef,
  repository: string,
  doomed: readonly PlannedRow[],
  own: readonly PlannedRow[],
  domain: Domain,
): Promise<Rebuilt & { readonly held: Observed }> {
  const held = await observe(domain.reader(repository), ref);
  return { ref, repository, held, removed: held.status === 'Published' ? superfluousIn(held, doomed, own) : [] };
}

function superfluousIn({ assets }: Observed, doomed: readonly PlannedRow[], own: readonly PlannedRow[]): Asset[] {
  const kept = own.filter((row) => !doomed.includes(row)).flatMap(({ set }) => set?.entries ?? []);
  const old = doomed.flatMap(({ set }) => set?.entries ?? []);
  const removed = assets.filter((asset) => holdsAll(old, [asset]) && !holdsAll(kept, [asset]));
  // A version that would hold nothing is left alone: installers get it.
  return removed.length === assets.length ? [] : removed;
}

export interface Rebuilding {
  readonly ref: VersionRef;
  readonly repository: string;
  readonly doomed: readonly PlannedRow[];
  readonly own: readonly PlannedRow[];
  readonly lease: HeldLease;
  readonly ports: PromotionPorts;
  readonly options: PromotionOptions;
}

/** Makes a version hold what it holds but for the files of pruned sets; undefined when it holds none of them. */
export async function rebuildVersion(rebuilding: Rebuilding): Promise<Rebuilt | undefined> {
  const { doomed, lease, options, own, ports, ref, repository } = rebuilding;
  const { held, removed } = await superfluousAssets(ref, repository, doomed, own, ports.destination);
  if (removed.length === 0) return undefined;
  const destination = ports.destination.writer(repository);
  const result = held.assets.filter((asset) => !removed.includes(asset));
  const onEvent = options.onEvent ?? (() => undefined);
  const content = contentFrom(ref, [{ repository: destination, ref }], ports.home.records);
  const transfer = new Transfer(ports, content, new Map(), onEvent);
  const plan = { method: 'replace', result, missing: result, skipped: [], warnings: [] } as const;
  const source = { repository: destination.repository, holds: { assets: [] } };
  try {
    const work = { plan, ref, ports, source, destination, destinationHeld: held, transfer, lease };
    await apply({ ...work, concurrency: options.concurrency ?? 4, onEvent });
  } finally {
    await transfer.dispose();
  }
  await verify(destination, ref, result, ports.home);
  return { ref, repository, removed };
}
