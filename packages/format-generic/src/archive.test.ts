import { gunzipSync, gzipSync } from 'node:zlib';
import { MemoryFile } from '@buildset/core';
import { describe, expect, it } from 'vitest';
import { ARCHIVE_ASSET } from './asset-name.ts';
import { readArchive } from './read-archive.ts';
import { fileHeader, padding } from './tar-block.ts';
import { type ArchiveFile, writeArchive } from './write-archive.ts';

function file(path: string, content: string, mode?: number): ArchiveFile {
  const bytes = Buffer.from(content);
  const stream = async function* () {
    yield bytes;
  };
  return { path, size: bytes.length, stream, ...(mode === undefined ? {} : { mode }) };
}

async function pack(files: readonly ArchiveFile[]): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of writeArchive(files)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function unpack(archive: Uint8Array): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { content, mode, path } of readArchive(new MemoryFile(ARCHIVE_ASSET, archive))) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content) chunks.push(chunk);
    found[path] = `${mode.toString(8)} ${Buffer.concat(chunks).toString()}`;
  }
  return found;
}

/** An archive of one member, its header changed by hand. */
function hostile(path: string, change: (header: Buffer) => void = () => undefined, content = 'x'): Buffer {
  const all = Buffer.from(fileHeader(path, 0o644, content.length));
  const header = all.subarray(-512);
  change(header);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([all, Buffer.from(content), padding(content.length)]);
}

const END = Buffer.alloc(1024);
const zip = (...members: readonly Uint8Array[]): Buffer => gzipSync(Buffer.concat([...members, END]));

describe('an archive', () => {
  const tree = [
    file('b/ü.txt', 'two'),
    file('a.sh', 'one', 0o755),
    file('empty', ''),
    file(`${'d/'.repeat(90)}x`, 'deep'),
  ];

  it('gives back paths, modes and bytes', async () => {
    expect(await unpack(await pack(tree))).toEqual({
      'a.sh': '755 one',
      'b/ü.txt': '644 two',
      empty: '644 ',
      [`${'d/'.repeat(90)}x`]: '644 deep',
    });
  });

  it('is the same whatever the order of the files', async () => {
    expect(await pack(tree.toReversed())).toEqual(await pack(tree));
  });

  it('says nothing of time and system', async () => {
    expect([...(await pack(tree)).subarray(4, 10)]).toEqual([0, 0, 0, 0, 0, 255]);
  });

  it('holds files larger than a chunk', async () => {
    const content = 'abc'.repeat(100_000);
    expect(await unpack(await pack([file('x', content), file('y', '1')]))).toEqual({ x: `644 ${content}`, y: '644 1' });
  });

  it('is not made of a file that changes meanwhile', async () => {
    await expect(pack([{ ...file('x', 'abc'), size: 2 }])).rejects.toMatchObject({ code: 'file-changed' });
  });
});

describe('a hostile archive', () => {
  it.each([
    ['a path that leaves the tree', zip(hostile('../x')), 'archive-unsafe-path'],
    ['an absolute path', zip(hostile('/etc/passwd')), 'archive-unsafe-path'],
    ['a drive', zip(hostile('C:x')), 'archive-unsafe-path'],
    ['a device of Windows', zip(hostile('nul')), 'archive-unsafe-path'],
    ['a path in pax records', zip(hostile(`${'a/'.repeat(80)}../../x`)), 'archive-unsafe-path'],
    ['a symbolic link', zip(hostile('x', (header) => header.write('2', 156))), 'archive-link'],
    ['a hard link', zip(hostile('x', (header) => header.write('1', 156))), 'archive-link'],
    ['a device', zip(hostile('x', (header) => header.write('3', 156))), 'archive-unsupported'],
    ['a FIFO', zip(hostile('x', (header) => header.write('6', 156))), 'archive-unsupported'],
    ['the same path twice', zip(hostile('x'), hostile('x')), 'archive-duplicate-entry'],
    ['a size that is no number', zip(hostile('x', (header) => header.write('zz', 124))), 'archive-corrupt'],
    ['a wrong header', zip(Buffer.alloc(512, 1)), 'archive-corrupt'],
    ['no end', gzipSync(hostile('x')), 'archive-corrupt'],
    ['a member cut off', gzipSync(hostile('x').subarray(0, 512)), 'archive-corrupt'],
    ['no gzip', Buffer.from('hello'), 'archive-corrupt'],
    ['a cut gzip', zip(hostile('x')).subarray(0, 40), 'archive-corrupt'],
  ])('with %s is refused', async (_what, archive, code) => {
    await expect(unpack(archive)).rejects.toMatchObject({ code });
  });

  it('with a wrong checksum is refused', async () => {
    const archive = zip(hostile('x'));
    archive.writeUInt32LE(1, archive.length - 8);
    await expect(unpack(archive)).rejects.toMatchObject({ code: 'archive-checksum' });
    expect(gunzipSync(zip(hostile('x'))).length).toBe(2048);
  });

  it('that unpacks to far more than it is, is refused', async () => {
    // In pieces, which is quick: gzip files that follow each other are one.
    const [pieces, piece] = [300, Buffer.alloc(1024 * 1024)];
    const start = gzipSync(fileHeader('x', 0o644, pieces * piece.length));
    const zeros = gzipSync(piece);
    const bomb = Buffer.concat([start, ...Array.from({ length: pieces }, () => zeros), gzipSync(END)]);
    await expect(unpack(bomb)).rejects.toMatchObject({ code: 'archive-bomb' });
  });
});
