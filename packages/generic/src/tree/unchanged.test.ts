import { appendFile, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectTree } from './collect-tree.ts';
import { requireUnchanged } from './unchanged.ts';

describe('requireUnchanged', () => {
  let folder = '';
  const path = () => join(folder, 'a.log');

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-unchanged-'));
    await writeFile(path(), 'one');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('lets pass what nobody touched', async () => {
    const { files } = await collectTree([folder]);
    await expect(requireUnchanged(files)).resolves.toBeUndefined();
  });

  it.each([
    ['grew', () => appendFile(path(), 'more')],
    ['was written anew', () => utimes(path(), new Date(), new Date(Date.now() + 5000))],
    ['went away', () => rm(path())],
  ])('refuses a file that %s since it was collected', async (_what, change) => {
    const { files } = await collectTree([folder]);
    await change();
    await expect(requireUnchanged(files)).rejects.toMatchObject({ code: 'file-changed' });
  });
});
