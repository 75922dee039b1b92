import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { parsePromotion } from '../src/bins/promotion.ts';
import { measureBin } from '../src/bins/start-bin.ts';
import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { openScene, type Scene } from '../src/scene.ts';
import { makeWheels, type Wheel } from '../src/wheels/made-wheels.ts';

const GIB = 2 ** 30;
const PEAK_BYTES = 200 * 10 ** 6;
const TIMEOUT_MS = 10 * 60_000;

describeWithClients('a wheel of 1 GiB', foundClients(), (python) => {
  let scene: Scene;
  let derived: readonly Wheel[];
  let recorded: readonly Wheel[];

  beforeAll(async () => {
    scene = await openScene(python, { repositories: ['AbcDev', 'AbcStaging'] });
    const { user } = scene;
    const make = (name: string) => {
      const requests = [
        { name, build: 22 },
        { name, build: 23, payload: GIB },
      ];
      return makeWheels(join(user.home.path, name), requests, python, user.home);
    };
    derived = await make('pyderived');
    recorded = await make('pyrecorded');
    await user.login('AbcDev');
    await user.twineUpload(derived);
  }, TIMEOUT_MS);
  afterAll(() => scene?.close());

  const measure = (args: readonly string[]) =>
    measureBin('codeartifact-twine', [...args, '--domain', 'abc', '--json'], {
      home: scene.user.home.path,
      env: scene.domain.env,
      timeoutMs: TIMEOUT_MS,
    });
  const promote = async (name: string) => {
    const request = ['promote', `${name}==1.0.0`, '--build', '23', '--from', 'AbcDev', '--to', 'AbcStaging'];
    const { code, peakBytes, stdout } = await measure(request);
    const { assets = [] } = (await scene.domain.held('AbcStaging', name)) ?? {};
    return { code, peakBytes, outcome: parsePromotion(stdout)?.outcome, held: assets.map(({ sha256 }) => sha256) };
  };
  const promoted = (wheels: readonly Wheel[]) => {
    const held = wheels.filter(({ name }) => name.includes('-23-')).map(({ sha256 }) => sha256);
    return { code: 0, outcome: 'promoted', held };
  };

  it('uploaded by plain twine is promoted with less than 200 MB of memory', { timeout: TIMEOUT_MS }, async () => {
    const { peakBytes, ...result } = await promote('pyderived');
    expect(result).toEqual(promoted(derived));
    expect(peakBytes).toBeLessThan(PEAK_BYTES);
  });

  it('is uploaded and put on record with less than 200 MB of memory', { timeout: TIMEOUT_MS }, async () => {
    const files = recorded.map(({ path }) => path);
    const { code, peakBytes } = await measure(['upload', '--repository', 'AbcDev', ...files]);
    expect(code).toBe(0);
    expect(peakBytes).toBeLessThan(PEAK_BYTES);
  });

  it('on record is promoted with less than 200 MB of memory', { timeout: TIMEOUT_MS }, async () => {
    const { peakBytes, ...result } = await promote('pyrecorded');
    expect(result).toEqual(promoted(recorded));
    expect(peakBytes).toBeLessThan(PEAK_BYTES);
  });
});
