import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSdist, writeWheel } from '../../test/distributions.ts';
import { TwineInMemory } from '../../test/twine-in-memory.ts';

const UNTAGGED = 'pyabc-1.0.0-py3-none-any.whl';
const TAGGED = 'pyabc-1.0.0-23-py3-none-any.whl';

describe('upload --build', () => {
  let twine: TwineInMemory;
  beforeEach(async () => {
    twine = await TwineInMemory.create();
  });
  afterEach(() => twine.remove());

  it('tags untagged wheels on the way, and leaves the folder as it was', async () => {
    await writeWheel(twine.dist);
    await writeSdist(twine.dist);
    const { code, stdout, stderr } = await twine.upload('--build', '23');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('pyabc==1.0.0 build 23 is uploaded to AbcDev and recorded');
    expect(await twine.held()).toEqual([TAGGED, 'pyabc-1.0.0.tar.gz']);
    expect(await readdir(twine.dist)).toContain(UNTAGGED);
  });

  it('sends the bytes that tag writes, so that a second upload changes nothing', async () => {
    const wheel = await writeWheel(twine.dist);
    await twine.upload('--build', '23');
    await twine.run(['tag', '--build', '23', '--remove', wheel]);
    const { code, stdout } = await twine.upload('--build', '23', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ upload: { sets: [{ build: '23', outcome: 'already-recorded' }] } });
  });

  it('refuses a wheel that has another tag, and sends nothing', async () => {
    await writeWheel(twine.dist);
    await writeWheel(twine.dist, '22');
    const { code, stderr } = await twine.upload('--build', '23');
    expect(code).toBe(2);
    expect(stderr).toContain('error[build-disagrees]');
    expect(await twine.held()).toEqual([]);
  });

  it('tags the wheels of an open build too', async () => {
    await writeWheel(twine.dist);
    expect((await twine.upload('--open', '--build', '23')).code).toBe(0);
    expect(await twine.held()).toEqual([TAGGED]);
  });

  it('says that a tag is none', async () => {
    await writeWheel(twine.dist);
    expect(await twine.upload('--build', 'rc1')).toMatchObject({ code: 2 });
  });

  describe('auto', () => {
    const auto = (environment: Record<string, string>) =>
      twine.run(
        ['upload', join(twine.dist, '*'), '--domain', 'abc', '--repository', 'AbcDev', '--build', 'auto'],
        environment,
      );

    it('takes the number of the CI run, and says which variable that was', async () => {
      await writeWheel(twine.dist);
      const { code, stdout } = await auto({ GITLAB_CI: 'true', CI_PIPELINE_IID: '23' });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^build 23 is from CI_PIPELINE_IID\n/);
      expect(await twine.held()).toEqual([TAGGED]);
    });

    it('makes a build of its own of a second attempt', async () => {
      await writeWheel(twine.dist);
      const run = { GITHUB_ACTIONS: 'true', GITHUB_RUN_NUMBER: '23' };
      await auto({ ...run, GITHUB_RUN_ATTEMPT: '1' });
      const { stdout } = await auto({ ...run, GITHUB_RUN_ATTEMPT: '2' });
      expect(stdout).toMatch(/^build 23\.2 is from GITHUB_RUN_NUMBER and GITHUB_RUN_ATTEMPT\n/);
      expect(await twine.held()).toEqual([TAGGED, 'pyabc-1.0.0-23.2-py3-none-any.whl']);
    });

    it('counts retries from the first', async () => {
      await writeWheel(twine.dist);
      const run = { BUILDKITE: 'true', BUILDKITE_BUILD_NUMBER: '23' };
      expect((await auto({ ...run, BUILDKITE_RETRY_COUNT: '0' })).stdout).toMatch(/^build 23 is/);
      expect((await auto({ ...run, BUILDKITE_RETRY_COUNT: '1' })).stdout).toMatch(/^build 23\.2 is/);
    });

    it.each([[{}], [{ CI: 'true' }], [{ GITHUB_ACTIONS: 'true' }], [{ GITLAB_CI: 'true', CI_PIPELINE_IID: 'x' }]])(
      'is refused where %j is all that is known',
      async (environment) => {
        await writeWheel(twine.dist);
        const { code, stderr } = await auto(environment);
        expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('build-number-missing') });
        expect(await twine.held()).toEqual([]);
      },
    );
  });
});
