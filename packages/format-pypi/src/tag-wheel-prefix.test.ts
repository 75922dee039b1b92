import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { collect, MemoryFile } from '../test/memory-file.ts';
import { METADATA, recordOf, wheelText } from '../test/wheel-builder.ts';
import { buildZip, type ZipMember } from '../test/zip-builder.ts';
import { tagWheel } from './tag-wheel.ts';
import { verifyRecord } from './verify-record.ts';

const DIST_INFO = 'pyabc-1.0.0.dist-info';

const file = fc.record({
  content: fc.uint8Array({ maxLength: 300 }),
  method: fc.constantFrom(0, 8),
  zip64: fc.boolean(),
  descriptor: fc.boolean(),
  extra: fc.constantFrom(new Uint8Array(0), Uint8Array.from([0x55, 0x54, 1, 0, 9])),
});

/** Wheels whose members stand in any order, with all that a zip archive may have around them. */
const wheels = fc
  .record({
    payload: fc.array(file, { maxLength: 4 }),
    order: fc.array(fc.nat(), { minLength: 7, maxLength: 7 }),
    zip: fc.record({ gap: fc.constantFrom(0, 7), comment: fc.constantFrom('', 'it'), zip64: fc.boolean() }),
  })
  .map(({ payload, order, zip }) => {
    const files: readonly ZipMember[] = [
      ...payload.map((member, i) => ({ ...member, name: `pyabc/${i}.bin` })),
      { name: `${DIST_INFO}/METADATA`, content: METADATA },
      { name: `${DIST_INFO}/WHEEL`, content: wheelText() },
    ];
    const record = { name: `${DIST_INFO}/RECORD`, content: recordOf(files, `${DIST_INFO}/RECORD`) };
    const members = [...files, record].map((member, i) => ({ member, at: order[i] ?? 0 }));
    const sorted = members.toSorted((a, b) => a.at - b.at).map(({ member }) => member);
    return new MemoryFile('pyabc-1.0.0-py3-none-any.whl', buildZip(sorted, zip));
  });

describe('the part of a tagged wheel that a file system may copy', () => {
  it('is what the original begins with, and what follows it is the rest', async () => {
    await fc.assert(
      fc.asyncProperty(wheels, async (original) => {
        const tagged = await tagWheel(original, { build: '23' });
        const whole = await collect(tagged.stream());
        const { sharedBytes } = tagged;
        const copied = Buffer.from(original.bytes).subarray(0, sharedBytes);
        const rest = await collect(tagged.stream({ start: sharedBytes }));
        expect(Buffer.concat([copied, rest]).equals(whole)).toBe(true);
        await verifyRecord(new MemoryFile(tagged.name, whole));
      }),
    );
  });
});
