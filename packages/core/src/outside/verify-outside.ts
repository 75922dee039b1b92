import type { BuildSet } from '../build-set.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { OutsideIndex } from '../ports/outside-index.ts';

/** How long an index may take to show what was sent: public ones are behind caches. */
const VISIBLE_WITHIN_MS = 300_000;
const LONGEST_WAIT_MS = 10_000;

/**
 * Waits until installers are offered every file of the set. Throws `conflict` where one has other bytes, and
 * `not-verified`, which names what is missing. Returns warnings about files whose digest the index does not tell.
 */
export async function verifyOutside(
  index: OutsideIndex,
  { entries, ref }: BuildSet,
  { clock, timer }: Pick<Home, 'clock' | 'timer'>,
): Promise<string[]> {
  const deadline = clock.now().getTime() + VISIBLE_WITHIN_MS;
  for (let wait = 200; ; wait = Math.min(wait * 2, LONGEST_WAIT_MS)) {
    const offered = new Map((await index.files(ref)).map((file) => [file.name, file]));
    for (const { name, sha256 } of entries) {
      const told = offered.get(name)?.sha256;
      if (told !== undefined && told !== sha256) throw differs(index, name);
    }
    const hidden = entries.filter(({ name }) => !offered.has(name)).map(({ name }) => name);
    if (hidden.length === 0) {
      const untold = entries.filter(({ name }) => offered.get(name)?.sha256 === undefined).map(({ name }) => name);
      return untold.map((name) => `${index.address} offers ${name}, and does not tell its SHA-256.`);
    }
    if (clock.now().getTime() > deadline) {
      throw new CodedError(
        'not-verified',
        `${index.address} does not show ${hidden.join(', ')} of ${formatVersion(ref)}.`,
        {
          side: 'destination',
          retryable: true,
          next: 'Its page may be cached: run the command again later. What is there is not sent again.',
        },
      );
    }
    await timer.sleep(wait);
  }
}

function differs(index: OutsideIndex, name: string): CodedError {
  return new CodedError('conflict', `${index.address} offers ${name} with other bytes than were sent.`, {
    side: 'destination',
    next: 'Somebody else sent a file of that name. Find out who; files of an index are for good.',
  });
}
