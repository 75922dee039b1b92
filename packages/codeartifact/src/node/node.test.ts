import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { sha256Of, type SpooledFile } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VerifiedStream } from '../verified-stream.ts';
import { hashFile, openLocalFile } from './local-file.ts';
import { nodeRandom } from './random.ts';
import { nodeSpool } from './spool.ts';
import { nodeTimer } from './timer.ts';
import { written } from './written.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'buildset-test-'));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('openLocalFile', () => {
  it('throws for what is not there or is no file', async () => {
    await expect(openLocalFile(join(dir, 'absent'))).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(openLocalFile(dir)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('throws while streaming a file that has gone', async () => {
    const path = join(dir, 'a.txt');
    await writeFile(path, 'hello');
    const file = await openLocalFile(path);
    await rm(path);
    await expect(textOf(file.stream())).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(file.read(0, 1)).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it('reads whole, in part and again, and hashes', async () => {
    const path = join(dir, 'a.txt');
    await writeFile(path, 'hello world');
    const file = await openLocalFile(path);
    expect(file).toMatchObject({ name: 'a.txt', size: 11 });
    expect(await textOf(file.stream())).toBe('hello world');
    expect(await textOf(file.stream({ start: 6 }))).toBe('world');
    expect(await textOf(file.stream({ start: 1, end: 3 }))).toBe('el');
    expect(await textOf(file.stream({ start: 3, end: 3 }))).toBe('');
    expect(Buffer.from(await file.read(6, 100)).toString()).toBe('world');
    expect(await hashFile(file)).toBe(sha256Of('hello world'));
  });

  it('streams an empty file', async () => {
    await writeFile(join(dir, 'empty'), '');
    expect(await textOf((await openLocalFile(join(dir, 'empty'))).stream())).toBe('');
  });
});

describe('nodeSpool', () => {
  const asset = { name: 'a.whl', size: 4, sha256: sha256Of('four') };

  it('leaves nothing behind when the stream fails', async () => {
    const broken = (async function* stream() {
      yield Buffer.from('fo');
      throw new Error('it broke');
    })();
    await expect(nodeSpool({ dir }).spool(asset, broken)).rejects.toThrow('it broke');
    expect(await readdir(dir)).toEqual([]);
  });

  it('throws disk-full, naming TMPDIR, where no folder can be made', async () => {
    const gone = nodeSpool({ dir: join(dir, 'gone') }).spool(asset, (async function* none() {})());
    await expect(gone).rejects.toMatchObject({ code: 'disk-full', next: expect.stringContaining('TMPDIR') });
  });

  it('throws what the disk says while the next piece is waited for', async () => {
    const disk = new Writable({ write: (_chunk, _encoding, done) => setImmediate(done, new Error('no space left')) });
    const slow = (async function* stream() {
      yield Buffer.from('fo');
      await new Promise((resolve) => disk.once('close', resolve));
      yield Buffer.from('ur');
    })();
    await expect(textOf(written(disk, slow))).rejects.toThrow('no space left');
  });

  it('lays the asset down under its name until it is disposed of', async () => {
    const whole = (async function* stream() {
      yield Buffer.from('fo');
      yield Buffer.from('ur');
    })();
    const file = await nodeSpool({ dir }).spool(asset, whole);
    expect(file).toMatchObject({ name: 'a.whl', size: 4 });
    expect(await textOf(file.stream())).toBe('four');
    expect(await textOf(file.stream())).toBe('four');
    await file.dispose();
    await file.dispose();
    expect(await readdir(dir)).toEqual([]);
  });

  describe('on the way', () => {
    const spooled: SpooledFile[] = [];
    const onTheWay = (stream: AsyncIterable<Uint8Array>, parent = dir) =>
      nodeSpool({ dir: parent }).spoolOnTheWay(asset, stream, (file) => spooled.push(file));

    beforeEach(() => void spooled.splice(0));

    it('passes each piece on before the next is asked for, and tells of the file at the end', async () => {
      const seen: string[] = [];
      const source = (async function* stream() {
        for (const piece of ['fo', 'ur']) {
          seen.push(`asked for ${piece}`);
          yield Buffer.from(piece);
        }
      })();
      for await (const piece of onTheWay(source)) {
        seen.push(`got ${Buffer.from(piece).toString()}`);
        expect(spooled).toEqual([]);
      }
      expect(seen).toEqual(['asked for fo', 'got fo', 'asked for ur', 'got ur']);
      expect(await Promise.all(spooled.map((file) => textOf(file.stream())))).toEqual(['four']);
    });

    it('keeps nothing of a stream that is left, or that fails', async () => {
      const endless = (async function* stream() {
        for (;;) yield Buffer.from('more');
      })();
      for await (const piece of onTheWay(endless)) if (piece.length > 0) break;
      const wrong = new VerifiedStream(Readable.from([Buffer.from('five')]), asset, { side: 'source', what: 'it' });
      await expect(textOf(onTheWay(wrong))).rejects.toMatchObject({ code: 'corrupt-content' });
      expect(spooled).toEqual([]);
      expect(await readdir(dir)).toEqual([]);
    });

    it('says disk-full where the file cannot be laid down', async () => {
      const bytes = onTheWay(Readable.from([Buffer.from('four')]), join(dir, 'gone'));
      await expect(textOf(bytes)).rejects.toMatchObject({ code: 'disk-full' });
    });

    it('leaves a verified stream verified, so that nobody hashes it again', async () => {
      const right = new VerifiedStream(Readable.from([Buffer.from('four')]), asset, { side: 'source', what: 'it' });
      const passed = onTheWay(right);
      expect(passed).toBeInstanceOf(VerifiedStream);
      expect(await textOf(passed)).toBe('four');
      expect(spooled).toHaveLength(1);
    });
  });
});

describe('nodeTimer', () => {
  it('rejects when it is aborted', async () => {
    await expect(nodeTimer().sleep(60_000, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('sleeps', async () => {
    await expect(nodeTimer().sleep(1)).resolves.toBeUndefined();
  });
});

describe('nodeRandom', () => {
  it('gives 32 hexadecimal digits, others each time', () => {
    expect(nodeRandom.nonce()).toMatch(/^[0-9a-f]{32}$/);
    expect(nodeRandom.nonce()).not.toBe(nodeRandom.nonce());
  });
});
