import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smallWheel } from '@buildset/format-pypi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSdist, writeWheel } from '../../test/distributions.ts';
import { schemaErrors } from '../../test/schemas.ts';
import { TwineInMemory } from '../../test/twine-in-memory.ts';

const UNTAGGED = 'pyabc-1.0.0-py3-none-any.whl';
const TAGGED = 'pyabc-1.0.0-23-py3-none-any.whl';

describe('tag', () => {
  let twine: TwineInMemory;
  beforeEach(async () => {
    twine = await TwineInMemory.create();
  });
  afterEach(() => twine.remove());

  const tag = (...args: string[]) => twine.run(['tag', ...args, join(twine.dist, '*.whl')]);
  const held = async (folder = twine.dist) => (await readdir(folder)).toSorted();

  it('writes the tagged wheel beside the original, and prints its name', async () => {
    const original = await readFile(await writeWheel(twine.dist));
    expect(await tag('--build', '23')).toEqual({ code: 0, stdout: `${TAGGED}\n`, stderr: '' });
    expect(await held()).toEqual([TAGGED, UNTAGGED]);
    expect(await readFile(join(twine.dist, UNTAGGED))).toEqual(original);
    expect(await readFile(join(twine.dist, TAGGED), 'latin1')).toContain('Build: 23');
  });

  it('changes nothing when it is run again', async () => {
    await writeWheel(twine.dist);
    await tag('--build', '23');
    const before = await stat(join(twine.dist, TAGGED));
    const { code, stdout } = await tag('--build', '23', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      tag: { wheels: [{ outcome: 'unchanged' }, { outcome: 'already-there', name: TAGGED }] },
    });
    expect(schemaErrors('tag', stdout, '@buildset/twine')).toEqual([]);
    expect((await stat(join(twine.dist, TAGGED))).mtimeMs).toBe(before.mtimeMs);
  });

  it('removes the tag with --build ""', async () => {
    await writeWheel(twine.dist, '23');
    expect(await tag('--build', '')).toMatchObject({ code: 0, stdout: `${UNTAGGED}\n` });
    expect(await readFile(join(twine.dist, UNTAGGED), 'latin1')).not.toContain('Build:');
  });

  it.each([[['tag', '--build']], [['tag', 'a.whl', '--build']], [['tag', 'a.whl']]])(
    'does not take %j for the removal of a tag',
    async (args) => {
      expect(await twine.run(args)).toMatchObject({ code: 2, stderr: expect.stringContaining('error[usage]') });
    },
  );

  it('deletes the original with --remove, when the name changes', async () => {
    await writeWheel(twine.dist);
    await tag('--build', '23', '--remove');
    expect(await held()).toEqual([TAGGED]);
    expect((await tag('--build', '23', '--remove')).code).toBe(0);
    expect(await held()).toEqual([TAGGED]);
  });

  it('keeps the original with --remove when another path leads to the same file', async () => {
    await writeWheel(twine.dist, '23');
    const other = join(twine.folder, 'other');
    await symlink(twine.dist, other);
    expect((await tag('--build', '23', '--remove', '--output-dir', other)).code).toBe(0);
    expect(await held()).toEqual([TAGGED]);
  });

  it('makes the folder of --output-dir, and leaves no temporary file', async () => {
    await writeWheel(twine.dist);
    const folder = join(twine.folder, 'new', 'folder');
    expect((await tag('--build', '23', '--output-dir', folder)).code).toBe(0);
    expect(await held(folder)).toEqual([TAGGED]);
    expect(await held()).toEqual([UNTAGGED]);
  });

  it('shares the beginning of a large wheel with its original', async () => {
    const text = 'x'.repeat(3_000_000);
    const { name, content } = smallWheel({ name: 'pyabc', version: '1.0.0', files: { 'pyabc.py': text } });
    await writeWheel(twine.dist);
    await writeFile(join(twine.dist, name), content, { mode: 0o444 });
    await tag('--build', '23', '--remove');
    expect(await tag('--build', '', '--remove')).toMatchObject({ code: 0 });
    expect(await held()).toEqual([UNTAGGED]);
    expect(await readFile(join(twine.dist, UNTAGGED), 'latin1')).toContain(text);
  });

  it('refuses to overwrite other bytes', async () => {
    await writeWheel(twine.dist);
    await writeFile(join(twine.dist, TAGGED), 'other bytes');
    const { code, stderr } = await twine.run(['tag', '--build', '23', '--remove', join(twine.dist, UNTAGGED)]);
    expect(code).toBe(4);
    expect(stderr).toContain('error[output-exists]');
    expect(await held()).toEqual([TAGGED, UNTAGGED]);
    expect(await readFile(join(twine.dist, TAGGED), 'utf8')).toBe('other bytes');
  });

  it('refuses two wheels that would become one, before anything is written', async () => {
    await writeWheel(twine.dist);
    await writeWheel(twine.dist, '22');
    expect(await tag('--build', '23', '--remove')).toMatchObject({ code: 4 });
    expect(await held()).toEqual(['pyabc-1.0.0-22-py3-none-any.whl', UNTAGGED]);
  });

  it('writes nothing when one of the files cannot be tagged', async () => {
    await writeWheel(twine.dist);
    await writeSdist(twine.dist);
    const { code, stderr } = await twine.run(['tag', '--build', '23', join(twine.dist, '*')]);
    expect(code).toBe(2);
    expect(stderr).toContain('error[invalid-wheel-name]');
    expect(await held()).toEqual([UNTAGGED, 'pyabc-1.0.0.tar.gz']);
  });

  it.each([
    ['file-not-found', ['--build', '23', 'absent.whl']],
    ['no-files', ['--build', '23', 'absent/*.whl']],
    ['file-unreadable', ['--build', '23', '/']],
  ])('ends with 2 for %s', async (code, args) => {
    expect(await twine.run(['tag', ...args])).toMatchObject({ code: 2, stderr: expect.stringContaining(code) });
  });

  it('says that a tag is none, and when the folder cannot be written', async () => {
    await writeWheel(twine.dist);
    expect((await tag('--build', 'rc1')).stderr).toContain('error[invalid-build-tag]');
    const file = join(twine.folder, 'file');
    await writeFile(file, '');
    const { code, stderr } = await tag('--build', '23', '--output-dir', file);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('error[file-not-written]') });
  });
});
