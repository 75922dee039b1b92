import type { SetEntry } from '../build-set.ts';
import { CodedError } from '../coded-error.ts';
import type { VersionRef } from '../coordinates.ts';
import { inParallel } from '../in-parallel.ts';
import type { PromotionEvent } from '../promotion/request.ts';
import type { Transfer } from '../promotion/transfer.ts';
import type { OutsidePorts } from './request.ts';

interface Sending {
  readonly missing: readonly SetEntry[];
  readonly ref: VersionRef;
  readonly transfer: Transfer;
  readonly ports: OutsidePorts;
  readonly onEvent: (event: PromotionEvent) => void;
  /** Files that are sent at once. */
  readonly concurrency: number;
}

/**
 * Sends files, sdists after all others: whoever installs meanwhile and finds no wheel for his machine yet then gets the
 * release before, and does not build from source. Throws `conflict` when other bytes stand there, and what the index
 * throws, saying how far it came.
 */
export async function sendOutside(sending: Sending): Promise<void> {
  const { concurrency, missing, ports } = sending;
  const isSource = ({ name }: SetEntry): boolean => ports.format.slotsOf(name).includes('sdist');
  const sent = new Set<string>();
  try {
    for (const wave of [missing.filter((one) => !isSource(one)), missing.filter(isSource)]) {
      await inParallel(wave, concurrency, async (entry) => {
        await sendFile(entry, sending);
        sent.add(entry.name);
      });
    }
  } catch (error) {
    throw withState(error, missing, sent);
  }
}

async function sendFile(entry: SetEntry, { onEvent, ports, ref, transfer }: Sending): Promise<void> {
  const { index } = ports;
  onEvent({ type: 'transferring', asset: entry.name, size: entry.size, to: index.address });
  const { outcome } = await index.publishAsset(ref, await transfer.publicationOf(entry));
  if (outcome === 'published') return;
  // It has the file, perhaps from an attempt whose reply was lost; where it does not show it yet, verifying will tell.
  const there = (await index.files(ref)).find(({ name }) => name === entry.name);
  if (there?.sha256 === undefined || there.sha256 === entry.sha256) return;
  throw new CodedError('conflict', `${index.address} has ${entry.name} with other bytes.`, {
    side: 'destination',
    next: 'Files of an index are for good: find out who sent it, and release another version or build.',
  });
}

/** The same error with what is there and what is not: an index has no way back. */
function withState(error: unknown, missing: readonly SetEntry[], sent: ReadonlySet<string>): unknown {
  if (!(error instanceof CodedError) || sent.size === 0) return error;
  const left = missing.filter(({ name }) => !sent.has(name)).map(({ name }) => name);
  return new CodedError(error.code, `${error.message} Sent were ${[...sent].join(', ')}; not ${left.join(', ')}.`, {
    cause: error,
    side: 'destination',
    retryable: error.retryable,
    next: `${error.next ?? ''} Then run the command again: it sends what is missing.`.trim(),
  });
}
