import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError, type Context, SafeFolder } from '@buildset/cli-kit';
import { type FoundSet, MemoryFile, setDigest, type Spool, versionOf } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { restore } from './restore.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'buildset-restore-'));
});
afterEach(() => rm(root, { recursive: true }));

const context = {
  output: { detail: () => undefined },
  progress: { stage: () => undefined, advance: () => undefined, relabel: () => undefined },
  signal: new AbortController().signal,
} as unknown as Context;

/** A set of one plain file, and how many downloads of it were begun. */
function foundSet(): { found: FoundSet; begun: () => number } {
  const file = new MemoryFile('x', 'one');
  const ref = versionOf({ format: 'generic', namespace: 'n', name: 'p' }, '1');
  const set = { ref, entries: [{ ...file.asset, path: 'x' }], fields: [] };
  let begun = 0;
  const open = async () => {
    begun += 1;
    return file.stream();
  };
  const found = { set, digest: setDigest(set), content: { open } } as unknown as FoundSet;
  return { found, begun: () => begun };
}

describe('restore', () => {
  it('begins no download of which the file cannot be made', async () => {
    const { begun, found } = foundSet();
    const full = {
      keeps: async () => false,
      write: async () => {
        throw new CliError('disk-full', 'There is no room for x.', { next: 'Make room.' });
      },
    } as unknown as SafeFolder;
    await expect(restore(found, full, {} as Spool, context)).rejects.toMatchObject({ code: 'disk-full' });
    expect(begun()).toBe(0);
  });

  it('downloads a file once, and leaves it the second time', async () => {
    const { begun, found } = foundSet();
    const folder = await SafeFolder.open(root, (path) => [path]);
    expect(await restore(found, folder, {} as Spool, context)).toEqual([{ path: 'x', size: 3, outcome: 'restored' }]);
    expect(await restore(found, folder, {} as Spool, context)).toMatchObject([{ outcome: 'already-there' }]);
    expect(begun()).toBe(1);
  });
});
