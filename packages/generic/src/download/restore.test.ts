import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError, type Context, SafeFolder } from '@buildset/cli-kit';
import { CodedError, type FoundSet, MemoryClock, MemoryFile, MemorySpool, setDigest, versionOf } from '@buildset/core';
import { ARCHIVE_ASSET } from '@buildset/format-generic';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restore } from './restore.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'buildset-restore-'));
});
afterEach(() => rm(root, { recursive: true }));

let advanced = 0;

const context = {
  output: { detail: () => undefined },
  progress: { stage: () => undefined, advance: (bytes: number) => (advanced += bytes), relabel: () => undefined },
  signal: new AbortController().signal,
} as unknown as Context;

const ports = { spool: new MemorySpool(), timer: new MemoryClock() };
const splitPath = (path: string): string[] => [path];

/** A set of one file, and how many downloads of it were begun; the first of them break. */
function foundSet({ breaks = 0, name = 'x' } = {}): { found: FoundSet; begun: () => number } {
  const file = new MemoryFile(name, 'one');
  const ref = versionOf({ format: 'generic', namespace: 'n', name: 'p' }, '1');
  const set = { ref, entries: [{ ...file.asset, path: name }], fields: [] };
  let begun = 0;
  const open = async () => {
    begun += 1;
    return begun > breaks ? file.stream() : broken();
  };
  const found = { set, digest: setDigest(set), content: { open } } as unknown as FoundSet;
  return { found, begun: () => begun };
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('on');
  throw new CodedError('connection-lost', 'It broke off.', { retryable: true });
}

describe('restore', () => {
  it('fetches a file again that broke on its way, and counts its bytes once', async () => {
    const { begun, found } = foundSet({ breaks: 2 });
    advanced = 0;
    const restored = await restore(found, await SafeFolder.open(root, splitPath), ports, context);
    expect(restored).toEqual([{ path: 'x', size: 3, outcome: 'restored' }]);
    expect(await readFile(join(root, 'x'), 'utf8')).toBe('one');
    expect({ begun: begun(), advanced }).toEqual({ begun: 3, advanced: 3 });
  });

  it.each(['x', ARCHIVE_ASSET])('gives up a file that breaks each time (%s)', async (name) => {
    const { begun, found } = foundSet({ breaks: Infinity, name });
    const fetching = restore(found, await SafeFolder.open(root, splitPath), ports, context);
    await expect(fetching).rejects.toMatchObject({ code: 'connection-lost' });
    expect(begun()).toBe(4);
    expect(await readdir(root)).toEqual([]);
  });

  it('begins no download of which the file cannot be made', async () => {
    const { begun, found } = foundSet();
    const full = {
      keeps: async () => false,
      write: async () => {
        throw new CliError('disk-full', 'There is no room for x.', { next: 'Make room.' });
      },
    } as unknown as SafeFolder;
    await expect(restore(found, full, ports, context)).rejects.toMatchObject({ code: 'disk-full' });
    expect(begun()).toBe(0);
  });

  it('downloads a file once, and leaves it the second time', async () => {
    const { begun, found } = foundSet();
    const folder = await SafeFolder.open(root, splitPath);
    expect(await restore(found, folder, ports, context)).toEqual([{ path: 'x', size: 3, outcome: 'restored' }]);
    expect(await restore(found, folder, ports, context)).toMatchObject([{ outcome: 'already-there' }]);
    expect(begun()).toBe(1);
  });
});
