import { hasCode } from '@buildset/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { collect, MemoryFile } from '../test/memory-file.ts';
import { buildWheel } from '../test/wheel-builder.ts';
import { PYPI_ERROR_CODES } from './errors.ts';
import { tagWheel } from './tag-wheel.ts';
import { verifyRecord } from './verify-record.ts';
import { openZip } from './zip-archive.ts';
import { unpackEntry } from './zip-read.ts';

const GOOD = buildWheel({
  members: [
    { name: 'pyabc/__init__.py', content: 'VALUE = 1\n'.repeat(40) },
    { name: 'pyabc/data.bin', content: Buffer.alloc(300, 5), method: 0, descriptor: true },
    { name: 'pyabc/large.py', content: 'a', zip64: true },
  ],
  zip: { zip64: true, comment: 'c' },
});

/** The good wheel with one byte changed or its end cut off. */
const damaged = fc.oneof(
  fc.tuple(fc.nat(GOOD.size - 1), fc.nat(255)).map(([position, value]) => {
    const bytes = Buffer.from(GOOD.bytes);
    bytes[position] = value;
    return new MemoryFile(GOOD.name, bytes);
  }),
  fc.nat(GOOD.size - 1).map((length) => new MemoryFile(GOOD.name, GOOD.bytes.subarray(0, length))),
);

/** What `act` gives, or the code with which it fails; another error is thrown on. */
async function outcomeOf<T>(act: () => Promise<T>): Promise<T | string> {
  try {
    return await act();
  } catch (error) {
    if (hasCode(error, ...PYPI_ERROR_CODES)) return error.code;
    throw error;
  }
}

async function contents(file: MemoryFile): Promise<readonly string[]> {
  const archive = await openZip(file);
  const texts: string[] = [];
  for (const entry of archive.entries) {
    const content = Buffer.from(await collect(unpackEntry(archive, entry))).toString('base64');
    texts.push(`${entry.name}=${content}`);
  }
  return texts;
}

describe('when a byte of a wheel changes', () => {
  it('verifyRecord passes only where no content changed', async () => {
    const good = await contents(GOOD);
    await fc.assert(
      fc.asyncProperty(damaged, async (file) => {
        const outcome = await outcomeOf(() => verifyRecord(file));
        const found = typeof outcome === 'string' ? good : await contents(file);
        expect(found).toEqual(good);
      }),
      { numRuns: 400 },
    );
  });

  it('tagWheel fails by its own errors only', async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (file) => {
        const outcome = await outcomeOf(async () => {
          const tagged = await tagWheel(file, { build: '23' });
          return (await collect(tagged.stream())).length - tagged.size;
        });
        expect(typeof outcome === 'string' || outcome === 0).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
