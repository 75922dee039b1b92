import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSdist, writeWheel } from '../test/distributions.ts';
import { schemaErrors } from '../test/schemas.ts';
import { TwineInMemory } from '../test/twine-in-memory.ts';

const WHEEL = 'pyabc-1.0.0-23-py3-none-any.whl';

describe('download', () => {
  let twine: TwineInMemory;
  let bytes: Buffer;
  beforeEach(async () => {
    twine = await TwineInMemory.create();
    bytes = await readFile(await writeWheel(twine.dist, '23'));
    await twine.upload('--build', '23');
    await rm(twine.dist, { recursive: true });
    await writeWheel(twine.dist, '24');
    await twine.upload('--build', '24');
  });
  afterEach(() => twine.remove());

  const download = (line: string) => twine.run(`download ${line} --to got --domain abc`.split(' '));
  const got = () => readdir(join(twine.folder, 'got'));

  it('fetches the files of the build that is meant, and of no other, although a newer one is there', async () => {
    const { code, stdout } = await download('pyabc==1.0.0 --build 23');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^pyabc==1\.0\.0 is in got: 1 file, .*\n {2}set sha256:[0-9a-f]{64}\n {2}pyabc-1\.0\.0-23-py3-none-any\.whl {2}.* {2}sha256 [0-9a-f]{12}\n$/,
    );
    expect(await got()).toEqual([WHEEL]);
    expect(await readFile(join(twine.folder, 'got', WHEEL))).toEqual(bytes);
  });

  it('leaves what is there with the right bytes, mends what has others, and spares other files', async () => {
    await download('pyabc==1.0.0#23');
    const { bytesTransferred } = twine.meter.read();
    expect((await download('pyabc==1.0.0#23')).stdout).toContain('1 file was there already');
    expect(twine.meter.read().bytesTransferred).toBe(bytesTransferred);
    await writeFile(join(twine.folder, 'got', WHEEL), 'broken');
    await writeFile(join(twine.folder, 'got', 'mine'), '');
    const { stdout } = await download('pyabc==1.0.0#23 --json');
    expect(schemaErrors('download', stdout)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ download: { files: [{ path: WHEEL, outcome: 'restored' }] } });
    expect(await got()).toEqual(['mine', WHEEL]);
    expect(await readFile(join(twine.folder, 'got', WHEEL))).toEqual(bytes);
  });

  it('fetches what a stage holds, if that is one build', async () => {
    await twine.run('promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcStaging --domain abc'.split(' '));
    expect(await download('pyabc==1.0.0 --repository AbcStaging')).toMatchObject({ code: 0 });
    expect(await got()).toEqual([WHEEL]);
    expect((await download('pyabc==1.0.0 --repository AbcDev')).stderr).toContain('error[ambiguous-set]');
  });

  it('fetches a build that is not on record from the repository that holds it', async () => {
    await rm(twine.dist, { recursive: true });
    await writeWheel(twine.dist, '7', '2.0.0');
    await writeSdist(twine.dist, '2.0.0');
    await twine.upload('--no-record');
    expect((await download('pyabc==2.0.0 --build 7')).stderr).toContain('error[no-such-build]');
    expect(await download('pyabc==2.0.0 --build 7 --repository AbcDev')).toMatchObject({ code: 0 });
    expect(await got()).toEqual(['pyabc-2.0.0-7-py3-none-any.whl']);
  });

  it.each([
    ['pyabc==1.0.0', 'Nothing says which build is meant'],
    ['pyabc==1.0.0 --build 23 --last', 'More than one way says which build is meant'],
    ['pyabc==1.0.0#23 --build 23', 'More than one way says which build is meant'],
  ])('refuses %s', async (line, message) => {
    expect(await download(line)).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });

  it('takes a digest for the build', async () => {
    const { stdout } = await download('pyabc==1.0.0 --build 23 --json');
    const { digest } = JSON.parse(stdout).download.set;
    await rm(join(twine.folder, 'got'), { recursive: true });
    expect(await download(digest)).toMatchObject({ code: 0 });
    expect(await got()).toEqual([WHEEL]);
  });
});
