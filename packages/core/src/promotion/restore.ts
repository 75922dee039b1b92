import type { VersionRef } from '../coordinates.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Asset, RepositoryWriter } from '../ports/registry.ts';
import { adoptDestination } from './adopt.ts';
import { apply } from './apply.ts';
import { Candidates } from './candidates.ts';
import { contentFrom, type ContentPlace, recordPlaces } from './content.ts';
import { searchRecords } from './not-on-record.ts';
import { isPublishedAgain, type Observed, sameAssets } from './observe.ts';
import type { Plan } from './plan.ts';
import type { PromotionOptions, PromotionPorts } from './request.ts';
import { carriedAfter, type RestoredTags } from './restore-tags.ts';
import { settleTags } from './settle-tags.ts';
import { Transfer } from './transfer.ts';
import { verify } from './verify.ts';

/** What is to be restored, and what there is now. */
export interface Restoration {
  readonly ref: VersionRef;
  readonly repository: string;
  readonly destination: RepositoryWriter;
  readonly held: Observed;
  readonly previous: readonly Asset[];
  /** Digests of the sets that the version held, and holds, by the log. */
  readonly logged: readonly string[];
  readonly tagged: RestoredTags;
  readonly lease: HeldLease;
  readonly ports: PromotionPorts;
  readonly options: PromotionOptions;
}

/** Whether bringing a version back to what it held takes more than a change of its status. */
export function isReassembled(held: Observed, previous: readonly Asset[]): boolean {
  return previous.length > 0 && !isRestored(held, previous) && !isPublishedAgain(held, previous);
}

/** Whether a version holds what it is to hold again, for installers to see. */
export function isRestored({ assets, status }: Observed, previous: readonly Asset[]): boolean {
  return status === 'Published' && sameAssets(assets, previous);
}

/**
 * Brings a version back to what it held, which records keep; one that had held nothing is archived. Returns whether
 * something was assembled in the transit for it.
 */
export async function restore(restoration: Restoration): Promise<boolean> {
  const { destination, held, lease, logged, options, ports, previous, ref, repository, tagged } = restoration;
  const concurrency = options.concurrency ?? 4;
  const onEvent = options.onEvent ?? (() => undefined);
  if (previous.length === 0) {
    await archive(restoration);
    return false;
  }
  const carried = ports.format.tags && (await carriedAfter(destination, ref, tagged));
  const tags = carried && { carried, moved: [] };
  const settle = async (copied: boolean): Promise<void> => {
    const common = { destination, ref, before: new Map<string, string>(), lease, home: ports.home, onEvent };
    if (tags) await settleTags({ ...common, plan: tags, copied });
  };
  // A run that was interrupted may have assembled it.
  if (isRestored(held, previous)) {
    await settle(false);
    return true;
  }
  await adoptDestination({ ref, to: repository, assets: held.assets, logged }, ports, onEvent, concurrency);
  const places = [{ repository: destination, ref, holds: held.assets }, ...(await recordsOf(restoration))];
  const content = contentFrom(ref, places, ports.home.records);
  const transfer = new Transfer(ports, content, new Map(), onEvent);
  const whole = { method: 'replace', result: previous, missing: previous, skipped: [], warnings: [] } as const;
  const plan: Plan = { ...whole, ...(tags ? { tags } : {}) };
  const source = { repository: destination.repository, holds: { assets: [] } };
  try {
    const work = { plan, ref, ports, source, destination, destinationHeld: held, transfer, lease };
    const { assembled } = await apply({ ...work, concurrency, onEvent });
    await verify(destination, ref, previous, ports.home);
    await settle(assembled !== undefined);
  } finally {
    await transfer.dispose();
  }
  return true;
}

/** The records of what is to be restored: where the bytes are that are gone from the repository. */
async function recordsOf({ logged, ports, previous, ref }: Restoration): Promise<ContentPlace[]> {
  const { records } = ports.home;
  const candidates = await Candidates.of(records, ref, previous, ports.format);
  const searches = candidates.derived.map((one) => searchRecords(one, candidates, { logged }));
  const found = (await Promise.all(searches)).flatMap(({ known }) => known);
  return found.flatMap((one) => recordPlaces(one, records));
}

/** The version had not been there: it is archived, so that its bytes stay and a later promotion can publish it again. */
async function archive({ destination, held, lease, ref }: Restoration): Promise<void> {
  const { revision, status } = held;
  if (status === undefined || status === 'Archived') return;
  await lease.confirm();
  await destination.updateStatus(ref, { to: 'Archived', expected: status, ...(revision ? { revision } : {}) });
}
