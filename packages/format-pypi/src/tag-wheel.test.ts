import type { LocalFile } from '@buildset/core';
import { describe, expect, it } from 'vitest';

import { collect, MemoryFile } from '../test/memory-file.ts';
import { buildWheel, recordOf, wheelText } from '../test/wheel-builder.ts';
import { buildZip, type ZipMember } from '../test/zip-builder.ts';
import { inspect } from './inspect.ts';
import { tagWheel } from './tag-wheel.ts';
import { verifyRecord } from './verify-record.ts';
import { openZip } from './zip-archive.ts';
import { readEntry } from './zip-read.ts';

const DIST_INFO = 'pyabc-1.0.0.dist-info';
const NAME = 'pyabc-1.0.0-py3-none-any.whl';

async function saved(file: LocalFile): Promise<MemoryFile> {
  return new MemoryFile(file.name, await collect(file.stream()));
}

async function contents(file: LocalFile): Promise<Record<string, string>> {
  const archive = await openZip(file);
  const read = async (index: number): Promise<[string, string]> => {
    const entry = archive.entries[index];
    return entry ? [entry.name, Buffer.from(await readEntry(archive, entry, 1e6)).toString()] : ['', ''];
  };
  return Object.fromEntries(await Promise.all(archive.entries.map((_, i) => read(i))));
}

function isCopied([name]: [string, string]): boolean {
  return !name.endsWith('/') && !/WHEEL|RECORD/.test(name);
}

async function modes(file: LocalFile): Promise<number[]> {
  return (await openZip(file)).entries.filter((entry) => !entry.isDirectory).map((entry) => entry.mode);
}

/** A wheel with a RECORD of its own. */
function wheelWithRecord(record: (rows: string) => string, members: readonly ZipMember[] = []): MemoryFile {
  const files = [
    { name: `${DIST_INFO}/METADATA`, content: 'Metadata-Version: 2.1\nName: pyabc\nVersion: 1.0.0\n' },
    { name: `${DIST_INFO}/WHEEL`, content: wheelText() },
    ...members,
  ];
  const rows = record(recordOf(files, `${DIST_INFO}/RECORD`));
  return new MemoryFile(NAME, buildZip([...files, { name: `${DIST_INFO}/RECORD`, content: rows }]));
}

describe('tagWheel', () => {
  it('writes the tag into the name, WHEEL and its row of RECORD, and nothing else', async () => {
    const original = buildWheel();
    const tagged = await saved(await tagWheel(original, { build: '023' }));
    expect(tagged.name).toBe('pyabc-1.0.0-023-py3-none-any.whl');
    const [before, after] = [await contents(original), await contents(tagged)];
    expect(Object.keys(after)).toEqual(Object.keys(before));
    expect(after[`${DIST_INFO}/WHEEL`]).toBe(wheelText(['py3-none-any'], '023'));
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed).toEqual([`${DIST_INFO}/WHEEL`, `${DIST_INFO}/RECORD`]);
    const rows = (text = ''): string[] => text.split('\n').filter((row) => !row.startsWith(`${DIST_INFO}/WHEEL`));
    expect(rows(after[`${DIST_INFO}/RECORD`])).toEqual(rows(before[`${DIST_INFO}/RECORD`]));
    expect(await verifyRecord(tagged)).toMatchObject({ files: 3 });
    expect(await inspect(tagged)).toMatchObject({ buildTag: '023', ref: { version: '1.0.0' } });
  });

  it('replaces and removes a tag', async () => {
    const tagged = await saved(await tagWheel(buildWheel(), { build: '23' }));
    const again = await saved(await tagWheel(tagged, { build: '24' }));
    expect(again.name).toBe('pyabc-1.0.0-24-py3-none-any.whl');
    const stripped = await saved(await tagWheel(again, { build: undefined }));
    expect(stripped.name).toBe(NAME);
    expect(await contents(stripped)).toEqual(await contents(buildWheel()));
  });

  it('gives the same bytes whatever was written before', async () => {
    const original = buildWheel();
    const direct = await collect((await tagWheel(original, { build: '5' })).stream());
    const other = await saved(await tagWheel(original, { build: '4.rc1' }));
    expect(await collect((await tagWheel(other, { build: '5' })).stream())).toEqual(direct);
  });

  it('knows its size and can be read anew, in ranges, like a file', async () => {
    const tagged = await tagWheel(buildWheel(), { build: '23' });
    const bytes = await collect(tagged.stream());
    expect(bytes).toHaveLength(tagged.size);
    expect(await collect(tagged.stream())).toEqual(bytes);
    expect(Buffer.from(await tagged.read(100, 300))).toEqual(bytes.subarray(100, 400));
    expect(await collect(tagged.stream({ start: 7, end: 400 }))).toEqual(bytes.subarray(7, 400));
    expect(await inspect(tagged)).toMatchObject({ buildTag: '23' });
  });

  it('changes nothing when the name does not change', async () => {
    const original = buildWheel();
    const same = await tagWheel(original, { build: undefined });
    expect(same).toMatchObject({ name: original.name, size: original.size, sharedBytes: original.size });
    expect(await collect(same.stream())).toEqual(Buffer.from(original.bytes));
  });

  it('tells how much of the original it begins with', async () => {
    const original = buildWheel();
    const { sharedBytes, ...tagged } = await tagWheel(original, { build: '23' });
    expect(sharedBytes).toBeGreaterThan(100);
    const bytes = await collect(tagged.stream());
    expect(bytes.subarray(0, sharedBytes)).toEqual(Buffer.from(original.bytes).subarray(0, sharedBytes));
  });

  it('sorts the tags of the name and of WHEEL', async () => {
    const wheel = wheelText(['py3-none-any', 'py2-none-any']);
    const tagged = await tagWheel(buildWheel({ fileName: 'pyabc-1.0.0-py3.py2-none-any.whl', wheel }), { build: '1' });
    expect(tagged.name).toBe('pyabc-1.0.0-1-py2.py3-none-any.whl');
    expect((await contents(tagged))[`${DIST_INFO}/WHEEL`]).toBe(wheelText(['py2-none-any', 'py3-none-any'], '1'));
  });

  it('reads only what it changes before it is streamed', async () => {
    const original = buildWheel({
      members: [{ name: 'pyabc/data.bin', content: Buffer.alloc(5_000_000, 1), method: 0 }],
    });
    await tagWheel(original, { build: '23' });
    expect(original.bytesRead).toBeLessThan(400_000);
  });

  it.each([
    ['zip64 members', buildWheel({ members: [{ name: 'a.py', content: 'a', zip64: true }] })],
    ['a zip64 directory', buildWheel({ zip: { zip64: true } })],
    [
      'data descriptors',
      buildWheel({
        members: [
          { name: 'a.py', content: 'a', descriptor: true },
          { name: 'b.py', descriptor: true },
        ],
      }),
    ],
    [
      'extra fields',
      buildWheel({ members: [{ name: 'a.py', content: 'a', extra: Buffer.from([0x55, 0x54, 1, 0, 9]) }] }),
    ],
    ['a gap before the directory', buildWheel({ zip: { gap: 50 } })],
    ['comments', buildWheel({ zip: { comment: 'archive' }, members: [{ name: 'a.py', comment: 'member' }] })],
    ['names in other scripts', buildWheel({ members: [{ name: 'ä, "ü".py', content: 'a' }] })],
    ['directories', buildWheel({ members: [{ name: 'pyabc/', method: 0, mode: 0o040755 }, { name: 'pyabc/a.py' }] })],
  ])('keeps every file and its mode with %s', async (_, original) => {
    const tagged = await saved(await tagWheel(original, { build: '23' }));
    const [before, after] = [await contents(original), await contents(tagged)];
    expect(Object.entries(after).filter(isCopied)).toEqual(Object.entries(before).filter(isCopied));
    expect(await modes(tagged)).toEqual(await modes(original));
    expect(Buffer.from((await openZip(tagged)).comment)).toEqual(Buffer.from((await openZip(original)).comment));
    await verifyRecord(tagged);
  });

  it.each([
    ['invalid-build-tag', 'an empty tag', '', buildWheel()],
    ['invalid-build-tag', 'a tag that does not start with a digit', 'x23', buildWheel()],
    [
      'wheel-signed',
      'a JWS signature',
      '23',
      buildWheel({ extra: [{ name: `${DIST_INFO}/RECORD.jws`, content: '{}' }] }),
    ],
    [
      'wheel-signed',
      'a PKCS #7 signature',
      '23',
      buildWheel({ extra: [{ name: `${DIST_INFO}/RECORD.p7s`, content: '' }] }),
    ],
    ['wheel-tags-disagree', 'another tag inside', '23', buildWheel({ wheel: wheelText(['py2-none-any']) })],
    [
      'wheel-tags-disagree',
      'more tags inside',
      '23',
      buildWheel({ wheel: wheelText(['py3-none-any', 'py3-abi3-any']) }),
    ],
    ['build-tag-disagrees', 'another build inside', '23', buildWheel({ wheel: wheelText(['py3-none-any'], '22') })],
    ['build-tag-disagrees', 'no build inside', '23', buildWheel({ fileName: 'pyabc-1.0.0-22-py3-none-any.whl' })],
    [
      'invalid-wheel-file',
      'a WHEEL of another version',
      '23',
      buildWheel({ wheel: 'Wheel-Version: 2.0\nTag: py3-none-any\n' }),
    ],
    ['record-mismatch', 'a file that RECORD does not list', '23', buildWheel({ extra: [{ name: 'later.py' }] })],
    ['record-mismatch', 'a row without a file', '23', wheelWithRecord((rows) => `gone.py,sha256=x,1\n${rows}`)],
    ['record-mismatch', 'a weak hash', '23', wheelWithRecord((rows) => rows.replace('sha256=', 'md5='))],
    ['record-invalid', 'a RECORD that is not CSV', '23', wheelWithRecord((rows) => `${rows}"`)],
    [
      'record-missing',
      'no RECORD',
      '23',
      new MemoryFile(NAME, buildZip([{ name: `${DIST_INFO}/WHEEL`, content: wheelText() }])),
    ],
  ])('refuses with %s: %s', async (code, _, build, file) => {
    await expect(tagWheel(file, { build })).rejects.toMatchObject({ code, next: expect.any(String) });
  });
});

describe('verifyRecord', () => {
  it('refuses a content that is not the recorded one', async () => {
    const row = (content: string): string => recordOf([{ name: 'a.py', content }], '').split('\n')[0] ?? '';
    const members = [{ name: 'a.py', content: 'one' }];
    expect(await verifyRecord(wheelWithRecord((rows) => rows, members))).toMatchObject({ files: 3 });
    const lying = wheelWithRecord((rows) => rows.replace(row('one'), row('two')), members);
    await expect(verifyRecord(lying)).rejects.toMatchObject({ code: 'record-mismatch' });
  });

  it('refuses a member whose data is damaged', async () => {
    const file = buildWheel({ members: [{ name: 'a.py', content: 'one', method: 0, crc32: 5 }] });
    await expect(verifyRecord(file)).rejects.toMatchObject({ code: 'archive-checksum' });
  });
});
