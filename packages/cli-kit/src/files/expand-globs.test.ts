import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expandGlob, expandGlobs } from './expand-globs.ts';

describe('expandGlobs', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-globs-'));
    for (const path of ['sub/deep/er', '.dot', 'job[1]/dist']) await mkdir(join(folder, path), { recursive: true });
    for (const name of [
      'b.whl',
      'a.whl',
      'c.tar.gz',
      '.hidden.whl',
      'odd[1].whl',
      'sub/d.whl',
      'sub/deep/er/e.whl',
      '.dot/f.whl',
      'job[1]/dist/g.whl',
    ]) {
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
    [['sub/**/*.whl'], ['sub/d.whl', 'sub/deep/er/e.whl']],
    [['sub/**'], ['sub/d.whl', 'sub/deep', 'sub/deep/er', 'sub/deep/er/e.whl']],
    [['**/er/*'], ['sub/deep/er/e.whl']],
    [['odd[1].whl'], ['odd[1].whl']],
    [['job[1]/*/*.whl'], ['job[1]/dist/g.whl']],
    [['job[1]/missing.whl'], ['job[1]/missing.whl']],
    [['none*.whl'], []],
    [['missing.whl'], ['missing.whl']],
  ])('finds for %j the files %j', async (patterns, expected) => {
    const found = await expandGlobs(patterns.map((pattern) => join(folder, pattern)));
    expect(found.map((path) => relative(folder, path))).toEqual(expected);
  });

  it.each([
    ['sub/**/*.whl', 'sub'],
    ['*.whl', ''],
    ['sub/deep/../*', 'sub'],
    ['job[1]/dist/*', 'job[1]/dist'],
    ['a.whl', undefined],
  ])('says for %s which folder the pattern starts from', async (pattern, root) => {
    const found = await expandGlob(join(folder, pattern));
    expect(found.root === undefined ? undefined : relative(folder, found.root)).toBe(root);
  });
});
