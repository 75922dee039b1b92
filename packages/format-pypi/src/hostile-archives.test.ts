import { gunzipSync, gzipSync } from 'node:zlib';

import { hasCode } from '@buildset/core';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { MemoryFile } from '../test/memory-file.ts';
import { buildTar, buildTarGz, pax, type TarMember } from '../test/tar-builder.ts';
import { buildWheel, METADATA } from '../test/wheel-builder.ts';
import type { ZipMember, ZipOptions } from '../test/zip-builder.ts';
import { PYPI_ERROR_CODES } from './errors.ts';
import { inspect } from './inspect.ts';

const MIB = 1024 * 1024;
const wheelWith = (...extra: ZipMember[]): MemoryFile => buildWheel({ extra });
/** A wheel whose METADATA has lying headers, and that is honest otherwise. */
function lyingMetadata(lie: Partial<ZipMember>): MemoryFile {
  return buildWheel({
    distInfo: 'pyabc',
    extra: [{ name: 'pyabc-1.0.0.dist-info/METADATA', content: METADATA, ...lie }],
  });
}

function patched(file: MemoryFile, patch: (bytes: Buffer) => void): MemoryFile {
  const bytes = Buffer.from(file.bytes);
  patch(bytes);
  return new MemoryFile(file.name, bytes);
}

const sdistWith = (...members: TarMember[]): MemoryFile =>
  new MemoryFile('pyabc-1.0.0.tar.gz', buildTarGz([{ path: 'p/PKG-INFO', content: METADATA }, ...members]));
const sdistOf = (bytes: Uint8Array): MemoryFile => new MemoryFile('pyabc-1.0.0.tar.gz', bytes);
const goodSdist = buildTarGz([
  { path: 'p/PKG-INFO', content: METADATA },
  { path: 'p/data', content: Buffer.alloc(5000, 1) },
]);

const WHEELS: readonly (readonly [string, string, () => MemoryFile])[] = [
  ['archive-unsafe-path', 'a traversal', () => wheelWith({ name: 'pyabc/../../evil.py' })],
  ['archive-unsafe-path', 'an absolute path', () => wheelWith({ name: '/etc/evil' })],
  ['archive-unsafe-path', 'a drive letter', () => wheelWith({ name: 'C:/evil.py' })],
  ['archive-unsafe-path', 'a backslash', () => wheelWith({ name: '..\\evil.py' })],
  ['archive-unsafe-path', 'a NUL in a name', () => wheelWith({ name: 'pyabc/a\0.py' })],
  ['archive-unsafe-path', 'an empty name', () => wheelWith({ name: '' })],
  ['archive-link', 'a symbolic link', () => wheelWith({ name: 'pyabc/l', content: '/etc/passwd', mode: 0o120777 })],
  ['archive-link', 'a device', () => wheelWith({ name: 'pyabc/dev', mode: 0o020666 })],
  ['archive-duplicate-entry', 'a duplicate', () => wheelWith({ name: 'pyabc/__init__.py', content: 'evil' })],
  ['archive-duplicate-entry', 'a file and a directory of one name', () => wheelWith({ name: 'pyabc/__init__.py/' })],
  ['archive-duplicate-entry', 'a file below a file', () => wheelWith({ name: 'pyabc/__init__.py/evil.py' })],
  ['archive-duplicate-entry', 'a duplicate with a dot', () => wheelWith({ name: './pyabc/__init__.py' })],
  ['archive-duplicate-entry', 'a duplicate with two slashes', () => wheelWith({ name: 'pyabc//__init__.py' })],
  [
    'archive-duplicate-entry',
    'two METADATA',
    () => wheelWith({ name: 'pyabc-1.0.0.dist-info/METADATA', content: METADATA }),
  ],
  ['archive-overlap', 'two names for the same bytes', () => wheelWith({ name: 'pyabc/again', sameBytesAs: 0 })],
  [
    'archive-overlap',
    'a size that runs into the next',
    () => buildWheel({ members: [{ name: 'a', compressedSize: 90 }] }),
  ],
  ['archive-overlap', 'a size that runs past the end', () => wheelWith({ name: 'a', compressedSize: 5 * MIB })],
  ['archive-unsupported', 'encryption', () => wheelWith({ name: 'a', flags: 0x801 })],
  ['archive-unsupported', 'METADATA in another compression', () => lyingMetadata({ method: 14 })],
  ['archive-name-not-utf8', 'a name that is not UTF-8', () => wheelWith({ name: Buffer.from([0x61, 0xff]) })],
  ['archive-bomb', 'a declared bomb', () => wheelWith({ name: 'a', size: 300 * MIB })],
  ['archive-bomb', 'a declared zip64 bomb', () => wheelWith({ name: 'a', size: 2 ** 50, zip64: true })],
  ['archive-corrupt', 'METADATA larger than declared', () => lyingMetadata({ size: 10 })],
  ['archive-corrupt', 'METADATA smaller than declared', () => lyingMetadata({ size: 10_000 })],
  ['archive-corrupt', 'a METADATA bomb', () => lyingMetadata({ content: Buffer.alloc(64 * MIB), size: 100 })],
  [
    'archive-corrupt',
    'METADATA under another local name',
    () => lyingMetadata({ localName: 'pyabc-1.0.0.dist-info/METADATB' }),
  ],
  ['archive-corrupt', 'METADATA cut off', () => lyingMetadata({ content: METADATA.repeat(50), compressedSize: 40 })],
  ['archive-checksum', 'a wrong CRC', () => lyingMetadata({ crc32: 1 })],
  ['metadata-too-large', 'a large METADATA', () => lyingMetadata({ content: Buffer.alloc(9 * MIB, 'a'), method: 0 })],
  [
    'metadata-not-utf8',
    'METADATA that is not UTF-8',
    () => lyingMetadata({ content: Buffer.from([...Buffer.from(METADATA), 0xff]) }),
  ],
  ['archive-corrupt', 'a text', () => new MemoryFile('pyabc-1.0.0-py3-none-any.whl', Buffer.from('not a zip'))],
  ['archive-corrupt', 'an empty file', () => new MemoryFile('pyabc-1.0.0-py3-none-any.whl', Buffer.from(''))],
  ['archive-corrupt', 'more members than its count says', () => buildWheel({ zip: { count: 3 } })],
  ['archive-corrupt', 'fewer members than its count says', () => buildWheel({ zip: { count: 5 } })],
  ['archive-corrupt', 'bytes after its end', () => patchedTail(buildWheel())],
  ['archive-corrupt', 'a second directory before its end', () => twoDirectories()],
  ['archive-corrupt', 'a second zip64 directory before its end', () => twoDirectories({ zip64: true })],
  ['archive-corrupt', 'a zip64 end inside the last comment', () => zip64InComment()],
  [
    'archive-corrupt',
    'another size of its directory',
    () => patched(buildWheel(), (bytes) => bytes.writeUInt32LE(46, bytes.length - 10)),
  ],
  [
    'archive-too-large',
    'a count of members beyond reason',
    () => buildWheel({ zip: { count: 1_000_000, zip64: true } }),
  ],
  [
    'archive-corrupt',
    'a directory beyond the end',
    () => patched(buildWheel(), (bytes) => bytes.writeUInt32LE(2 ** 31, bytes.length - 6)),
  ],
  [
    'archive-corrupt',
    'several disks',
    () => patched(buildWheel(), (bytes) => bytes.writeUInt16LE(1, bytes.length - 18)),
  ],
];

const SDISTS: readonly (readonly [string, string, () => MemoryFile])[] = [
  ['archive-unsafe-path', 'a traversal', () => sdistWith({ path: 'p/../../evil' })],
  ['archive-unsafe-path', 'an absolute path', () => sdistWith({ path: '/etc/evil' })],
  ['archive-unsafe-path', 'a long absolute path', () => sdistWith(pax({ path: '/etc/evil' }), { path: 'p/ok' })],
  [
    'archive-link',
    'a symbolic link that leaves it',
    () => sdistWith({ path: 'p/l', type: '2', linkPath: '../../etc' }),
  ],
  ['archive-link', 'an absolute symbolic link', () => sdistWith({ path: 'p/l', type: '2', linkPath: '/etc' })],
  ['archive-link', 'a hard link that leaves it', () => sdistWith({ path: 'p/l', type: '1', linkPath: '../etc' })],
  ['archive-duplicate-entry', 'two PKG-INFO', () => sdistWith({ path: 'p/PKG-INFO', content: METADATA })],
  ['archive-unsupported', 'a device', () => sdistWith({ path: 'p/dev', type: '3' })],
  ['archive-bomb', 'a bomb', () => sdistOf(tarBomb())],
  ['archive-corrupt', 'a size beyond the end', () => sdistWith({ path: 'p/x', size: 10_000 })],
  [
    'archive-corrupt',
    'an extension larger than 1 MiB',
    () => sdistWith({ path: 'p', type: 'L', content: Buffer.alloc(2 * MIB, 'a') }),
  ],
  [
    'archive-corrupt',
    'a malformed pax header',
    () => sdistWith({ path: 'p', type: 'x', content: '999 path=a\n' }, { path: 'p/x' }),
  ],
  ['archive-corrupt', 'a name that is not UTF-8', () => sdistWith({ path: Buffer.from([0x70, 0x2f, 0xff]) })],
  ['archive-corrupt', 'no end mark', () => sdistOf(gzipSync(gunzipSync(goodSdist).subarray(0, -1024)))],
  ['archive-corrupt', 'a wrong header checksum', () => sdistOf(gzipSync(gunzipSync(goodSdist).fill(0x37, 100, 101)))],
  ['archive-corrupt', 'a cut off gzip', () => sdistOf(goodSdist.subarray(0, goodSdist.length - 20))],
  ['archive-corrupt', 'a text', () => sdistOf(Buffer.from('not a gzip'))],
  [
    'archive-checksum',
    'a wrong gzip checksum',
    () => sdistOf(Buffer.concat([goodSdist.subarray(0, -8), Buffer.alloc(8)])),
  ],
  [
    'metadata-too-large',
    'a large PKG-INFO',
    () => sdistOf(buildTarGz([{ path: 'p/PKG-INFO', content: Buffer.alloc(9 * MIB, 'a') }])),
  ],
  [
    'metadata-missing',
    'a PKG-INFO that is a link',
    () => sdistOf(buildTarGz([{ path: 'p/PKG-INFO', type: '2', linkPath: 'x' }])),
  ],
  [
    'metadata-not-utf8',
    'a PKG-INFO that is not UTF-8',
    () => sdistOf(buildTarGz([{ path: 'p/PKG-INFO', content: Buffer.from([0xff]) }])),
  ],
];

/** 300 MiB of zeros, as gzip members of 15 MiB that follow each other. */
function tarBomb(): Uint8Array {
  const header = buildTar([{ path: 'p/x', size: 300 * MIB }]).subarray(0, 512);
  const zeros = gzipSync(Buffer.alloc(15 * MIB));
  return Buffer.concat([gzipSync(header), ...Array.from({ length: 21 }, () => zeros)]);
}

/** An archive of which Python reads the second half, and who believes the offset of the directory the first. */
function twoDirectories(zip: ZipOptions = {}): MemoryFile {
  const { name, bytes } = buildWheel({ zip });
  return new MemoryFile(name, Buffer.concat([bytes, bytes]));
}

/** Python takes a zip64 end from there, and with it another directory. */
function zip64InComment(): MemoryFile {
  const { bytes } = buildWheel({ zip: { zip64: true } });
  const comment = Buffer.from(bytes.subarray(-98, -22)).toString('latin1');
  const file = buildWheel({ extra: [{ name: 'a', comment: ' '.repeat(76) }] });
  return patched(file, (whole) => whole.write(comment, whole.length - 98, 'latin1'));
}

function patchedTail(file: MemoryFile): MemoryFile {
  return new MemoryFile(file.name, Buffer.concat([file.bytes, Buffer.from('tail')]));
}

function isOwnError(outcome: unknown): boolean {
  return hasCode(outcome, ...PYPI_ERROR_CODES) && outcome.next !== undefined;
}

function isInspected(outcome: unknown): boolean {
  return typeof outcome === 'object' && outcome !== null && 'assetName' in outcome;
}

describe('inspect', () => {
  describe('when a wheel is hostile', () => {
    it.each(WHEELS)('refuses with %s: %s', async (code, _, build) => {
      await expect(inspect(build())).rejects.toMatchObject({ code, next: expect.any(String) });
    });

    it('refuses every truncation', async () => {
      const { name, bytes } = buildWheel();
      for (let length = 0; length < bytes.length; length += 7) {
        await expect(inspect(new MemoryFile(name, bytes.subarray(0, length)))).rejects.toMatchObject({
          code: 'archive-corrupt',
        });
      }
    });

    it('fails by its own errors only, whatever bytes change', async () => {
      const { name, bytes } = buildWheel({ zip: { zip64: true } });
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (position, value) => {
          const file = new MemoryFile(name, Buffer.from(bytes));
          file.bytes[position] = value;
          const outcome = await inspect(file).catch((error: unknown) => error);
          expect(isOwnError(outcome) || isInspected(outcome)).toBe(true);
        }),
        { numRuns: 200 },
      );
    });
  });

  describe('when an sdist is hostile', () => {
    it.each(SDISTS)('refuses with %s: %s', async (code, _, build) => {
      await expect(inspect(build())).rejects.toMatchObject({ code, next: expect.any(String) });
    });

    it('fails by its own errors only, whatever bytes change', async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(goodSdist.length - 1), fc.nat(255), async (position, value) => {
          const file = sdistOf(Buffer.from(goodSdist));
          file.bytes[position] = value;
          const outcome = await inspect(file).catch((error: unknown) => error);
          expect(isOwnError(outcome) || isInspected(outcome)).toBe(true);
        }),
        { numRuns: 200 },
      );
    });
  });

  describe('when an archive is unusual but honest', () => {
    it.each([
      ['zip64', buildWheel({ zip: { zip64: true } })],
      ['zip64 members', buildWheel({ extra: [{ name: 'a', content: 'b', zip64: true }] })],
      ['a comment', buildWheel({ zip: { comment: 'built for you' } })],
      ['data descriptors', buildWheel({ extra: [{ name: 'a', content: 'b', descriptor: true }] })],
      ['directories', buildWheel({ extra: [{ name: 'a/', method: 0, mode: 0o040755 }] })],
      ['names in code page 437', buildWheel({ extra: [{ name: Buffer.from([0x61, 0x81]), flags: 0 }] })],
      ['links inside an sdist', sdistWith({ path: 'p/a/l', type: '2', linkPath: '../PKG-INFO' })],
      ['a global pax header', sdistWith({ ...pax({ comment: 'commit' }), type: 'g' })],
    ])('reads %s', async (_, file) => {
      expect(await inspect(file)).toMatchObject({ ref: { name: 'pyabc', version: '1.0.0' } });
    });
  });
});
