import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandGlobs } from './expand-globs.ts';

describe('expandGlobs', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-globs-'));
    await mkdir(join(folder, 'sub'));
    for (const name of ['b.whl', 'a.whl', 'c.tar.gz', '.hidden.whl', 'odd[1].whl', 'sub/d.whl']) {
      await writeFile(join(folder, name), '');
    }
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    [['*.whl'], ['a.whl', 'b.whl', 'odd[1].whl']],
    [
      ['?.whl', 'a.whl'],
      ['a.whl', 'b.whl'],
    ],
    [['[!a].whl'], ['b.whl']],
    [['*/*.whl'], ['sub/d.whl']],
    [['odd[1].whl'], ['odd[1].whl']],
    [['none*.whl'], []],
    [['missing.whl'], ['missing.whl']],
  ])('finds for %j the files %j', async (patterns, expected) => {
    const found = await expandGlobs(patterns.map((pattern) => join(folder, pattern)));
    expect(found.map((path) => relative(folder, path))).toEqual(expected);
  });
});
