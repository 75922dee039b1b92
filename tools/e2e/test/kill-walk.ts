import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { printedError } from '../src/bins/promotion.ts';
import type { PythonClients } from '../src/clients/python.ts';
import { openScene, type Scene } from '../src/scene.ts';
import type { HeldAsset } from '../src/server/test-domain.ts';
import { makeWheels, type Wheel, type WheelRequest, wheelsIn } from '../src/wheels/made-wheels.ts';

export interface Walk {
  /** At how many requests, spread over a whole promotion, it is killed. */
  readonly kills: number;
  /** Brings wheels of build 22 and 23 of several packages to AbcDev. */
  upload(scene: Scene, wheels: readonly Wheel[]): Promise<void>;
  /** Flags of the promotion. */
  readonly how?: readonly string[];
  /** What is promoted to AbcStaging beforehand. */
  readonly before?: readonly string[];
  /** How the service behaves. */
  readonly assume?: readonly string[];
  /** What AbcStaging may show, given the wheels of build 22 and those of build 23. Default: nothing, or build 23. */
  mayShow?(build22: readonly HeldAsset[], build23: readonly HeldAsset[]): readonly (readonly HeldAsset[])[];
  /** Whether build 23 arrives without its number. Default false. */
  readonly strips?: boolean;
  /** Whether what was promoted beforehand stays. Default false. */
  readonly keeps?: boolean;
}

/**
 * Declares a test for each of so many requests: the promotion of build 23 is killed at that request, run again, and
 * run once more. One package for each kill, so that each begins anew.
 */
export function declareKillWalk(python: PythonClients, walk: Walk): void {
  const { assume = [], before, how = [], keeps = false, kills, strips = false, upload } = walk;
  const { mayShow = (_old, build23) => [[], build23] } = walk;
  const names = Array.from({ length: kills + 1 }, (_, index) => `pykill${index}`);
  let scene: Scene;
  let wheels: readonly Wheel[];
  /** The wheels of build 23 without their number, as `tag` makes them. */
  let stripped: readonly Wheel[] = [];
  /** How many requests a promotion makes that is not disturbed. */
  let total: number;
  const killedAt = new Set<number>();

  const ofBuild = (name: string, build: number): HeldAsset[] =>
    (strips && build === 23 ? stripped : wheels)
      .filter((wheel) =>
        wheel.name.startsWith(strips && build === 23 ? `${name}-1.0.0-py3-` : `${name}-1.0.0-${build}-`),
      )
      .map(({ name: file, sha256 }) => ({ name: file, sha256 }));
  const request = (name: string, ...flags: readonly string[]): string[] => [
    `${name}==1.0.0`,
    '--from',
    'AbcDev',
    '--to',
    'AbcStaging',
    ...flags,
  ];
  const promotion = (name: string): string[] => request(name, '--build', '23', ...how);
  const result = (name: string) => [...(keeps ? ofBuild(name, 22) : []), ...ofBuild(name, 23)];
  /** To the API and to installers. */
  const expectNothingWrong = async (name: string): Promise<void> => {
    const right = mayShow(ofBuild(name, 22), ofBuild(name, 23));
    expect(right).toContainEqual((await scene.domain.held('AbcStaging', name))?.assets ?? []);
    expect(right).toContainEqual(await scene.domain.offered('AbcStaging', name));
  };

  beforeAll(async () => {
    scene = await openScene(python, { assume, repositories: ['AbcDev', 'AbcStaging'] });
    const { domain, server, user } = scene;
    wheels = await makeWheels(join(user.home.path, 'dist'), names.flatMap(buildsOf), python, user.home);
    if (strips) {
      const folder = join(user.home.path, 'stripped');
      const tagged = wheels.filter(({ name }) => name.includes('-1.0.0-23-')).map(({ path }) => path);
      await user.run('codeartifact-twine', ['tag', '--build', '', '--output-dir', folder, ...tagged]);
      stripped = await wheelsIn(folder);
    }
    await user.login('AbcDev');
    await upload(scene, wheels);
    for (const name of before ? names : []) {
      const first = await user.promote(request(name, ...(before ?? [])));
      expect(first).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
    }
    await domain.token();
    const mark = await server.steering.mark();
    expect(await user.promote(promotion('pykill0'))).toMatchObject({ code: 0, promotion: { outcome: 'promoted' } });
    total = (await server.steering.requests(mark)).length;
  });
  afterAll(() => scene?.close());

  it.each(names.slice(1).map((name, index) => ({ name, index, percent: Math.round((index * 100) / (kills - 1)) })))(
    'ends right when it is killed $percent % of the way',
    async ({ index, name }) => {
      const { domain, server, user } = scene;
      const nth = 1 + Math.round((index * (total - 1)) / (kills - 1));
      killedAt.add(nth);
      const when = index % 2 === 0 ? 'before' : 'after-effect';
      const fault = await server.steering.add({ nth, action: { kind: 'hold', when } });

      const killed = user.startPromote(promotion(name));
      expect(await fault.holds(killed.isOver)).toBeDefined();
      await expectNothingWrong(name);
      killed.kill('SIGKILL');
      expect(await killed.result).toMatchObject({ signal: 'SIGKILL' });
      await fault.remove();
      await expectNothingWrong(name);

      const again = await user.promote(promotion(name));
      expect({ code: again.code, error: printedError(again.stderr) }).toEqual({ code: 0, error: undefined });
      expect(['promoted', 'already-there']).toContain(again.promotion?.outcome);
      expect((await domain.held('AbcStaging', name))?.assets).toEqual(result(name));
      expect(await domain.offered('AbcStaging', name)).toEqual(result(name));
      expect(await domain.held('buildset-transit', name)).toBeUndefined();
      expect(await domain.openRecords(name)).toEqual([]);

      const mark = await server.steering.mark();
      const last = await user.promote(promotion(name));
      expect(last).toMatchObject({ code: 0, promotion: { outcome: 'already-there', writes: 0 } });
      expect(await server.steering.writes(mark)).toEqual([]);
    },
  );

  it('was killed at as many different requests', () => {
    expect(killedAt.size).toBe(kills);
  });
}

/** Build 22 with one wheel, build 23 with two. */
function buildsOf(name: string): WheelRequest[] {
  return [
    { name, build: 22 },
    { name, build: 23 },
    { name, build: 23, tag: 'py3-none-manylinux_2_17_x86_64' },
  ];
}
