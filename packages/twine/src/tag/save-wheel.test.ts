import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { openFile } from '@buildset/cli-kit';
import { tagWheel } from '@buildset/format-pypi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeWheel } from '../../test/distributions.ts';
import { originalAt, saveWheel } from './save-wheel.ts';

const TAGGED = 'pyabc-1.0.0-23-py3-none-any.whl';
const UNTAGGED = 'pyabc-1.0.0-py3-none-any.whl';
const { signal } = new AbortController();

/** So large that the file system copies the beginning; and so small that nothing is worth that. */
const SIZES = [3_000_000, 1] as const;

describe('saving a tagged wheel', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function tagged(size: number) {
    const path = await writeWheel(folder, undefined, '1.0.0', 'x'.repeat(size));
    const file = await openFile(path);
    const original = await originalAt(path);
    return { original, wheel: await tagWheel(file, { build: '23' }), output: join(dirname(path), TAGGED) };
  }

  it.each(SIZES)('writes what reading it gives (text of %d bytes)', async (size) => {
    const { original, output, wheel } = await tagged(size);
    const isShared = wheel.sharedBytes > (await stat(original.path)).size / 2;
    expect(isShared).toBe(size > 1);
    expect(await saveWheel(wheel, original, output, signal)).toBe('written');
    expect((await readFile(output)).equals(await wheel.read(0, wheel.size))).toBe(true);
    expect(await readdir(folder)).toEqual([TAGGED, UNTAGGED]);
  });

  it.each(SIZES)('writes nothing when the original changed since it was read (text of %d bytes)', async (size) => {
    const { original, output, wheel } = await tagged(size);
    await appendFile(original.path, 'more');
    const saving = saveWheel(wheel, original, output, signal);
    await expect(saving).rejects.toMatchObject({
      code: 'file-not-written',
      message: expect.stringContaining('changed'),
    });
    expect(await readdir(folder)).toEqual([UNTAGGED]);
  });

  it.each(SIZES)('leaves nothing when it is interrupted (text of %d bytes)', async (size) => {
    const { original, output, wheel } = await tagged(size);
    await expect(saveWheel(wheel, original, output, AbortSignal.abort())).rejects.toThrow('abort');
    expect(await readdir(folder)).toEqual([UNTAGGED]);
  });
});
