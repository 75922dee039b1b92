import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type NpmScene, openNpmScene } from '../src/npm/npm-scene.ts';

const APP = {
  name: '@abc/app',
  version: '1.0.0',
  scripts: { attach: 'codeartifact-npm attach', promote: 'codeartifact-npm promote' },
};
const TO_STAGING = ['--from', 'AbcDev', '--to', 'AbcStaging'];

interface Attached {
  readonly attach: { readonly packages: readonly { readonly integrity: string; readonly digest: string }[] };
}

interface Locked {
  readonly packages: Readonly<Record<string, { readonly integrity: string }>>;
}

describe('three builds of one npm version', () => {
  let scene: NpmScene;
  const integrity = new Map<string, string>();
  beforeAll(async () => {
    scene = await openNpmScene();
    await scene.project('app', 'AbcDev', APP);
    for (const build of ['22', '23', '24']) {
      await scene.write({ 'app/index.js': `module.exports = ${build};\n` });
      // As people do: a script of the package, with no more than the number.
      const { stdout } = await scene.client('npm', 'app', [
        'run',
        '--silent',
        'attach',
        '--',
        '--build',
        build,
        '--json',
      ]);
      const { attach }: Attached = JSON.parse(stdout);
      integrity.set(build, attach.packages[0]?.integrity ?? '');
    }
    await scene.client('npm', 'app', ['run', 'promote', '--', '--build', '23', ...TO_STAGING]);
  });
  afterAll(() => scene?.close());

  const installed = async (folder: string): Promise<string> =>
    await scene.read(`${folder}/node_modules/@abc/app/index.js`);

  it('are all different, and the newest is active where they were attached', async () => {
    expect(new Set(integrity.values()).size).toBe(3);
    await scene.project('in-dev', 'AbcDev', { name: 'in-dev', version: '1.0.0' });
    await scene.client('npm', 'in-dev', ['install', '@abc/app']);
    expect(await installed('in-dev')).toContain('24');
  });

  describe('of which 23 was promoted while 24 was active', () => {
    it('are installed as build 23 by npm, whose lock file has the integrity of that build', async () => {
      await scene.project('by-npm', 'AbcStaging', { name: 'by-npm', version: '1.0.0' });
      await scene.client('npm', 'by-npm', ['install', '@abc/app@1.0.0']);
      expect(await installed('by-npm')).toContain('23');
      const { packages }: Locked = JSON.parse(await scene.read('by-npm/package-lock.json'));
      expect(packages['node_modules/@abc/app']?.integrity).toBe(integrity.get('23'));
      await scene.forget('by-npm');
      await scene.client('npm', 'by-npm', ['ci']);
      expect(await installed('by-npm')).toContain('23');
    });

    it('are installed as build 23 by pnpm, again with a frozen lock file', async () => {
      await scene.project('by-pnpm', 'AbcStaging', { name: 'by-pnpm', version: '1.0.0' });
      await scene.client('pnpm', 'by-pnpm', ['add', '@abc/app']);
      expect(await installed('by-pnpm')).toContain('23');
      expect(await scene.read('by-pnpm/pnpm-lock.yaml')).toContain(integrity.get('23'));
      await scene.forget('by-pnpm');
      await scene.client('pnpm', 'by-pnpm', ['install', '--frozen-lockfile']);
      expect(await installed('by-pnpm')).toContain('23');
    });

    it('are installed as build 23 by yarn, again with a frozen lock file', async () => {
      await scene.project('by-yarn', 'AbcStaging', { name: 'by-yarn', version: '1.0.0', license: 'MIT' });
      await scene.client('yarn-classic', 'by-yarn', ['add', '@abc/app', '--non-interactive']);
      expect(await installed('by-yarn')).toContain('23');
      expect(await scene.read('by-yarn/yarn.lock')).toContain(integrity.get('23'));
      await scene.forget('by-yarn');
      await scene.client('yarn-classic', 'by-yarn', ['install', '--frozen-lockfile', '--non-interactive']);
      expect(await installed('by-yarn')).toContain('23');
    });

    it('change nothing when they are attached or promoted again', async () => {
      const mark = await scene.server.steering.mark();
      await scene.json('app', ['attach', '--build', '24']);
      await scene.json('app', ['promote', '--build', '23', ...TO_STAGING]);
      expect(await scene.server.steering.writes(mark)).toEqual([]);
    });
  });

  it('say which lock files break when one replaces another, and npm ci refuses what it was not locked to', async () => {
    const { stderr } = await scene.bin('app', ['promote', '--build', '24', '--replace', ...TO_STAGING]);
    expect(stderr).toContain(integrity.get('23'));
    await scene.forget('by-npm');
    const { code, stderr: refused } = await scene.client('npm', 'by-npm', ['ci'], true);
    expect({ code, refused }).toMatchObject({ code: 1, refused: expect.stringContaining('EINTEGRITY') });
    const back = await scene.bin('app', ['promote', '--build', '23', '--replace', ...TO_STAGING]);
    expect(back.code).toBe(0);
    await scene.client('npm', 'by-npm', ['ci']);
    expect(await installed('by-npm')).toContain('23');
  });

  it('say when npm took their number for itself', async () => {
    const { code, stderr } = await scene.client('npm', 'app', ['run', 'promote', '--build', '23'], true);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('npm run promote -- --build'),
    });
  });

  describe('beside an npm publish by hand', () => {
    const byHand = { name: 'by-hand', version: '1.0.0' };

    beforeAll(async () => {
      await scene.project('by-hand', 'AbcDev', byHand);
      await scene.write({ 'by-hand/index.js': '// by hand\n' });
      await scene.client('npm', 'by-hand', ['publish']);
    });

    it('keep what was published on record before they take its place', async () => {
      await scene.write({ 'by-hand/index.js': '// build 1\n' });
      await scene.json('by-hand', ['attach', '--build', '1']);
      const { sets } = await scene.json<{ sets: { state: string; builds: string[]; in: string[] }[] }>('by-hand', [
        'sets',
      ]);
      expect(sets.map(({ builds, in: where, state }) => [state, builds, where])).toEqual([
        ['sealed', [], []],
        ['sealed', ['1'], ['AbcDev']],
      ]);
    });

    it('refuse to go where somebody published other bytes, which stay', async () => {
      await scene.project('by-hand', 'AbcStaging', byHand);
      await scene.write({ 'by-hand/index.js': '// by hand, in staging\n' });
      await scene.client('npm', 'by-hand', ['publish']);
      const args = ['promote', '--build', '1', ...TO_STAGING, '--domain', 'abc'];
      const refused = await scene.json<{ promotion: { outcome: string; reason: { code: string } } }>(
        'by-hand',
        args,
        4,
      );
      expect(refused).toMatchObject({ promotion: { outcome: 'refused', reason: { code: 'drift' } } });
      await scene.project('reader', 'AbcStaging', { name: 'reader', version: '1.0.0' });
      await scene.client('npm', 'reader', ['install', 'by-hand']);
      expect(await scene.read('reader/node_modules/by-hand/index.js')).toContain('by hand, in staging');
    });
  });
});
