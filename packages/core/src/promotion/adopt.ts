import { setDigest } from '../build-set.ts';
import { type VersionRef, versionOf } from '../coordinates.ts';
import { adoptedRecord, recordPackage } from '../home/key.ts';
import { sealRecord } from '../home/seal.ts';
import type { Asset } from '../ports/registry.ts';
import { type Candidate, Candidates } from './candidates.ts';
import { contentFrom } from './content.ts';
import { inParallel } from '../in-parallel.ts';
import { type Keeper, passingOn } from './keeper.ts';
import { notOnRecord } from './not-on-record.ts';
import type { PromotionEvent, PromotionPorts } from './request.ts';

/**
 * Puts a set that was derived from a listing on record, with all its bytes, before anything is done with it.
 * A set on record is left as it is. Safe to repeat: what is there is kept.
 */
export async function adopt(
  candidate: Candidate,
  keeper: Keeper,
  ports: Pick<PromotionPorts, 'home'>,
  onEvent: (event: PromotionEvent) => void,
  concurrency: number,
): Promise<Candidate> {
  if (candidate.record) return candidate;
  onEvent({ type: 'adopting', digest: candidate.digest });
  const { set } = candidate;
  const record = versionOf(recordPackage(set.ref), adoptedRecord(set.ref, candidate.buildTag, setDigest(set)));
  await inParallel(set.entries, concurrency, (entry) => keeper.keep(entry, record));
  await sealRecord(ports.home.records, record, set);
  return { ...candidate, record };
}

/** What is held of a version in a repository. */
export interface HeldVersion {
  readonly ref: VersionRef;
  /** The repository's name. */
  readonly to: string;
  readonly assets: readonly Asset[];
  /** Digests of the sets that are there by the log. */
  readonly logged: readonly string[];
}

/** Puts everything that the destination holds of a version on record, so that replacing it loses no bytes. */
export async function adoptDestination(
  { assets: held, logged, ref, to }: HeldVersion,
  ports: PromotionPorts,
  onEvent: (event: PromotionEvent) => void,
  concurrency: number,
): Promise<void> {
  if (held.length === 0) return;
  const candidates = await Candidates.of(ports.home.records, ref, held, ports.format);
  const { sets } = await notOnRecord(candidates, { logged });
  const places = [{ repository: ports.destination.reader(to), ref, holds: held }];
  const content = contentFrom(ref, places, ports.home.records);
  const keeper = passingOn(ports.home, content, onEvent);
  for (const candidate of sets) await adopt(candidate, keeper, ports, onEvent, concurrency);
}
