import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { printedError } from '../src/bins/promotion.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import { projectBuilds } from '../src/wheels/builds.ts';
import { makeWheels } from '../src/wheels/made-wheels.ts';

const IN_ABC = ['--domain', 'abc', '--json'];
const NO_AWS = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };

interface UploadAnswer {
  readonly upload: {
    readonly recorded: boolean;
    readonly writes: number;
    readonly notRecorded?: unknown;
    readonly sets: readonly {
      readonly build: string | null;
      readonly outcome: string;
      readonly digest: string | null;
    }[];
  };
}

describeWithClients('codeartifact-twine', foundClients(), (python) => {
  let scene: Scene;
  beforeAll(async () => {
    scene = await openScene(python);
    await scene.user.login('AbcDev');
  });
  afterAll(() => scene?.close());

  const upload = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const { code, stderr, stdout } = await scene.user.run('codeartifact-twine', ['upload', ...args], env);
    const answer: UploadAnswer | undefined = stdout === '' ? undefined : JSON.parse(stdout);
    return { code, upload: answer?.upload, error: printedError(stderr) };
  };

  describe('upload with the token of aws codeartifact login and without AWS credentials', () => {
    it('uploads as twine does, and says that nothing was recorded', async () => {
      const { wheel } = projectBuilds()[22];
      const result = await upload(['--repository', 'codeartifact', '--json', wheel.path], NO_AWS);
      expect(result).toMatchObject({
        code: 0,
        upload: { recorded: false, sets: [{ build: '22', outcome: 'uploaded' }] },
      });
      expect(result.upload?.notRecorded).toBeDefined();
      expect((await scene.domain.held('AbcDev', 'pyabc'))?.assets).toEqual([
        { name: wheel.name, sha256: wheel.sha256 },
      ]);
      expect(await scene.domain.record('pyabc', '1.0.0+22')).toBeUndefined();
    });
  });

  describe('upload with the token of aws codeartifact login and AWS credentials', () => {
    it('keeps the record too', async () => {
      const { wheel } = projectBuilds()[23];
      const result = await upload(['--repository', 'codeartifact', '--json', wheel.path]);
      expect(result).toMatchObject({
        code: 0,
        upload: { recorded: true, sets: [{ build: '23', outcome: 'recorded' }] },
      });
      expect(await scene.domain.record('pyabc', '1.0.0+23')).toBeDefined();
    });
  });

  describe('upload with --no-record', () => {
    it('keeps none', async () => {
      const { wheel } = projectBuilds()[24];
      const result = await upload([...IN_ABC, '--repository', 'AbcDev', '--no-record', wheel.path]);
      expect(result).toMatchObject({ code: 0, upload: { recorded: false } });
      expect(await scene.domain.record('pyabc', '1.0.0+24')).toBeUndefined();
    });
  });

  describe('sets', () => {
    it('lists builds on record and builds of plain uploads alike', async () => {
      const { code, stdout } = await scene.user.run('codeartifact-twine', [
        'sets',
        'pyabc==1.0.0',
        ...IN_ABC,
        '-r',
        'AbcDev',
      ]);
      expect(code).toBe(0);
      for (const { build, wheel } of Object.values(projectBuilds())) {
        expect(stdout).toContain(`"${build}"`);
        expect(stdout).toContain(wheel.name);
      }
    });
  });

  // The jobs of a matrix: each test goes on from where the one before it ended.
  describe('the jobs of a matrix', () => {
    const tags = ['py3-none-manylinux_2_17_x86_64', 'py3-none-macosx_11_0_arm64'];
    const promote = () =>
      scene.user.promote(['pymatrix==1.0.0', '--build', '7', '--from', 'AbcDev', '--to', 'AbcStaging']);
    const seal = (expected: number) =>
      scene.user.run('codeartifact-twine', [
        'seal',
        'pymatrix==1.0.0',
        '--build',
        '7',
        '--expect',
        String(expected),
        ...IN_ABC,
      ]);
    let files: readonly string[];

    beforeAll(async () => {
      const requests = tags.map((tag) => ({ name: 'pymatrix', build: 7, tag }));
      const made = await makeWheels(join(scene.user.home.path, 'matrix'), requests, python, scene.user.home);
      files = made.map(({ path }) => path);
    });

    it('add to one open build at once', async () => {
      const open = [...IN_ABC, '--repository', 'AbcDev', '--open', '--build', '7'];
      const results = await Promise.all(files.map((file) => upload([...open, file])));
      for (const result of results) {
        expect(result).toMatchObject({ code: 0, upload: { sets: [{ build: '7', outcome: 'added', digest: null }] } });
      }
    });

    it('leave a build that cannot be promoted yet', async () => {
      const result = await promote();
      expect({ code: result.code, error: printedError(result.stderr) }).toMatchObject({
        code: 4,
        error: { code: 'set-open' },
      });
      expect(printedError(result.stderr)?.next).toContain('seal');
    });

    it('are told by seal when a part is missing', async () => {
      const { code, stderr } = await seal(3);
      expect({ code, error: printedError(stderr) }).toMatchObject({ code: 3, error: { code: 'parts-missing' } });
      expect(await scene.domain.openRecords('pymatrix')).toEqual(['1.0.0+7']);
    });

    it('end with a seal, which may be repeated', async () => {
      expect(await seal(2)).toMatchObject({ code: 0 });
      expect(await seal(2)).toMatchObject({ code: 0 });
      expect(await scene.domain.openRecords('pymatrix')).toEqual([]);
    });

    it('make one build, promoted as a whole', async () => {
      expect(await promote()).toMatchObject({ code: 0, promotion: { outcome: 'promoted', set: { builds: ['7'] } } });
      expect((await scene.domain.held('AbcStaging', 'pymatrix'))?.assets).toHaveLength(2);
    });

    it('cannot add to it afterwards', async () => {
      const late = { name: 'pymatrix', build: 7, tag: 'py3-none-win_amd64' };
      const folder = join(scene.user.home.path, 'late');
      const [wheel] = await makeWheels(folder, [late], python, scene.user.home);
      const result = await upload([...IN_ABC, '--repository', 'AbcDev', '--open', '--build', '7', wheel?.path ?? '']);
      expect(result).toMatchObject({ code: 4, error: { code: 'build-sealed' } });
      expect((await scene.domain.held('AbcDev', 'pymatrix'))?.assets).toHaveLength(2);
    });
  });
});
