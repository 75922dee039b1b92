import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256Of } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashFile, openLocalFile } from './local-file.ts';
import { nodeRandom } from './random.ts';
import { nodeSpool } from './spool.ts';
import { nodeTimer } from './timer.ts';

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
});

describe('nodeTimer', () => {
  it('rejects when it is aborted', async () => {
    await expect(nodeTimer.sleep(60_000, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('sleeps', async () => {
    await expect(nodeTimer.sleep(1)).resolves.toBeUndefined();
  });
});

describe('nodeRandom', () => {
  it('gives 32 hexadecimal digits, others each time', () => {
    expect(nodeRandom.nonce()).toMatch(/^[0-9a-f]{32}$/);
    expect(nodeRandom.nonce()).not.toBe(nodeRandom.nonce());
  });
});
