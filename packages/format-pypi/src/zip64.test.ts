import { createHash } from 'node:crypto';

import type { LocalFile } from '@buildset/core';
import { expect, it } from 'vitest';

import { MemoryFile } from '../test/memory-file.ts';
import { METADATA, wheelText } from '../test/wheel-builder.ts';
import { buildZip } from '../test/zip-builder.ts';
import { ComposedFile } from './composed-file.ts';
import { inspect } from './inspect.ts';
import { tagWheel } from './tag-wheel.ts';
import { centralHeader, endRecords, localHeader, type MemberHeader } from './zip-writer.ts';

const GIB = 1024 ** 3;
const DIST_INFO = 'pyabc-1.0.0.dist-info';
const HUGE = 5 * GIB;

/** Zeros that take no memory. */
const zeros: LocalFile = {
  name: 'zeros',
  size: HUGE,
  async *stream({ start = 0, end = HUGE } = {}) {
    for (let at = start; at < end; at += 1024 * 1024) yield new Uint8Array(Math.min(1024 * 1024, end - at));
  },
  read: (_, length) => Promise.resolve(new Uint8Array(length)),
};

const plain: Omit<MemberHeader, 'rawName' | 'crc32' | 'compressedSize' | 'size'> = {
  versionMadeBy: 0x0314,
  versionNeeded: 20,
  flags: 0,
  method: 0,
  time: 0,
  date: 33,
  internalAttributes: 0,
  externalAttributes: 0,
  extra: new Uint8Array(0),
  comment: new Uint8Array(0),
};

/** A wheel whose first member has 5 GiB, so that the others lie beyond what 32 bits can say. */
function hugeWheel(): LocalFile {
  const wheel = wheelText();
  const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');
  const record = [
    `data.bin,sha256=unknown,${HUGE}`,
    `${DIST_INFO}/METADATA,sha256=${hash(METADATA)},${METADATA.length}`,
    `${DIST_INFO}/WHEEL,sha256=${hash(wheel)},${wheel.length}`,
    `${DIST_INFO}/RECORD,,\n`,
  ].join('\n');
  const small = buildZip([
    { name: `${DIST_INFO}/METADATA`, content: METADATA },
    { name: `${DIST_INFO}/WHEEL`, content: wheel },
    { name: `${DIST_INFO}/RECORD`, content: record },
  ]);
  const end = small.length - 22;
  const directoryStart = Buffer.from(small).readUInt32LE(end + 16);
  const data = { ...plain, rawName: Buffer.from('data.bin'), crc32: 0, compressedSize: HUGE, size: HUGE };
  const header = localHeader({ ...data, compressedSize: 0, size: 0 });
  const base = header.length + HUGE;
  const directory = Buffer.concat([centralHeader(data, 0), ...moved(small.subarray(directoryStart, end), base)]);
  return new ComposedFile('pyabc-1.0.0-py3-none-any.whl', [
    { bytes: header },
    { file: zeros, start: 0, end: HUGE },
    { bytes: small.subarray(0, directoryStart) },
    { bytes: directory },
    { bytes: endRecords(4, directory.length, base + directoryStart, new Uint8Array(0)) },
  ]);
}

/** The central headers with `base` added to their offsets. */
function moved(directory: Uint8Array, base: number): Uint8Array[] {
  const view = Buffer.from(directory);
  const headers: Uint8Array[] = [];
  for (let at = 0; at < view.length;) {
    const nameLength = view.readUInt16LE(at + 28);
    const member = {
      ...plain,
      flags: view.readUInt16LE(at + 8),
      method: view.readUInt16LE(at + 10),
      crc32: view.readUInt32LE(at + 16),
      compressedSize: view.readUInt32LE(at + 20),
      size: view.readUInt32LE(at + 24),
      rawName: view.subarray(at + 46, at + 46 + nameLength),
    };
    headers.push(centralHeader(member, base + view.readUInt32LE(at + 42)));
    at += 46 + nameLength;
  }
  return headers;
}

it('reads and tags a wheel of 5 GiB without reading its data', async () => {
  const original = hugeWheel();
  expect(await inspect(original)).toMatchObject({ ref: { version: '1.0.0' } });
  const tagged = await tagWheel(original, { build: '23' });
  expect(tagged.size).toBeGreaterThan(HUGE);
  expect(await inspect(tagged)).toMatchObject({ ref: { version: '1.0.0' }, buildTag: '23' });
  const stripped = await tagWheel(tagged, { build: undefined });
  const tail = new MemoryFile('tail', await stripped.read(HUGE, stripped.size - HUGE));
  expect(Buffer.from(tail.bytes).toString('latin1')).toContain(wheelText());
});
