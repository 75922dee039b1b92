import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type NpmScene, openNpmScene } from '../src/npm/npm-scene.ts';

/** Each needs the one before it, so that there is one order only. */
const NAMES = ['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8', 'p9'];
const STAGES = {
  dev: { repository: 'AbcDev' },
  staging: { repository: 'AbcStaging', from: ['dev'] },
  prod: { repository: 'AbcProd', from: ['dev'] },
};

interface Answer {
  readonly promotions: {
    readonly name: string;
    readonly outcome: string;
    readonly writes: number;
    readonly sets: readonly {
      readonly package: string;
      readonly state: string;
      readonly error?: { readonly code: string };
    }[];
  };
}

describe('a monorepo of ten packages that need each other', () => {
  let scene: NpmScene;
  beforeAll(async () => {
    scene = await openNpmScene();
    await scene.project('mono', 'AbcDev', { name: 'mono', private: true, workspaces: ['packages/*'] });
    await scene.write({ 'mono/buildset.config.json': { domain: 'abc', stages: STAGES } });
    for (const [index, name] of NAMES.entries()) {
      const before = NAMES[index - 1];
      const dependencies = before === undefined ? {} : { [before]: '^1.0.0' };
      const needs = before === undefined ? "''" : `require('${before}')`;
      await scene.write({
        // Named against the order, so that an alphabetical one would be wrong.
        [`mono/packages/${9 - index}/package.json`]: { name, version: '1.0.0', dependencies },
        [`mono/packages/${9 - index}/index.js`]: `module.exports = ${needs} + '${name} of 23, ';\n`,
      });
    }
    await scene.json('mono', ['attach', '--workspaces', '--build', '23', '-r', 'dev']);
  });
  afterAll(() => scene?.close());

  const promote = async (stage: string, code = 0): Promise<Answer['promotions']> =>
    (await scene.json<Answer>('mono', ['promote', '--workspaces', '--build', '23', '--to', stage], code)).promotions;

  /** Lets every copy into a repository fail from the seventh on, each attempt of it. */
  const failFromSeventh = async (repository: string): Promise<void> => {
    for (let nth = 7; nth <= 40; nth += 1) {
      const action = { kind: 'error', status: 500, when: 'before' };
      await scene.server.steering.add({ operation: 'CopyPackageVersions', repository, nth, action });
    }
  };

  const published = async (repository: string): Promise<string[]> => {
    const token = await scene.domain.token();
    const found = await Promise.all(
      NAMES.map(async (name) => {
        const url = `${scene.server.endpoint}/npm/d/abc-${scene.server.account}/${repository}/${name}`;
        return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status === 200 ? [name] : [];
      }),
    );
    return found.flat();
  };

  const requireTop = async (folder: string, repository: string): Promise<string> => {
    await scene.project(folder, repository, { name: folder, version: '1.0.0' });
    await scene.client('npm', folder, ['install', 'p9']);
    const { stdout } = await scene.client('npm', folder, ['exec', '--offline', '--', 'node', '-p', "require('p9')"]);
    return stdout.trim();
  };

  describe('whose seventh promotion fails', () => {
    it('stops there, tells what is done, what failed and what is untouched, and goes on when it is run again', async () => {
      await failFromSeventh('AbcStaging');
      const stopped = await promote('staging', 3);
      expect(stopped).toMatchObject({ outcome: 'stopped' });
      expect(stopped.sets.map(({ package: name, state }) => `${name} ${state}`)).toEqual([
        ...NAMES.slice(0, 6).map((name) => `${name} promoted`),
        'p6 failed',
        ...NAMES.slice(7).map((name) => `${name} untouched`),
      ]);
      expect(await published('AbcStaging')).toEqual(NAMES.slice(0, 6));

      await scene.server.steering.clear();
      const again = await promote('staging');
      expect(again).toMatchObject({ outcome: 'promoted', name: stopped.name });
      expect(again.sets.map(({ state }) => state)).toEqual([
        ...Array(6).fill('already-there'),
        ...Array(4).fill('promoted'),
      ]);
      expect(await requireTop('by-staging', 'AbcStaging')).toBe(
        NAMES.map((name) => `${name} of 23, `)
          .join('')
          .trim(),
      );
      expect(await promote('staging')).toMatchObject({ outcome: 'already-there', writes: 0, name: stopped.name });
    });

    it('is taken back as a whole, and can be promoted after that', async () => {
      await failFromSeventh('AbcProd');
      const { name } = await promote('prod', 3);
      await scene.server.steering.clear();
      const undone = await scene.json<{ undone: { outcome: string } }>('mono', [
        'release',
        'undo',
        name,
        '--to',
        'prod',
      ]);
      expect(undone).toMatchObject({ undone: { outcome: 'undone' } });
      expect(await published('AbcProd')).toEqual([]);
      expect(await promote('prod')).toMatchObject({ outcome: 'promoted' });
      expect(await published('AbcProd')).toEqual(NAMES);
    });
  });
});
