import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalService } from './local-service.ts';

const STAGES = { dev: { repository: 'AbcDev' }, staging: { repository: 'AbcStaging', from: ['dev'] } };
const PROMOTE = 'promote --build 1 --to staging';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly [field: string]: unknown;
}

interface PromotedSet {
  readonly package: string;
  readonly version: string;
  readonly state: string;
}

let service: LocalService;
beforeAll(async () => {
  service = await LocalService.start();
  await service.write({ 'buildset.config.json': { domain: 'abc', stages: STAGES } });
});
afterAll(() => service?.stop());

/** Attaches a package in a folder of its name and version; the newest build is active. */
async function attach(manifest: Manifest, ...flags: readonly string[]): Promise<void> {
  const folder = `${manifest.name}-${manifest.version}`;
  await service.write({ [`${folder}/package.json`]: manifest });
  await service.run(['attach --build 1 -r dev', ...flags].join(' '), folder);
}

describe('promote --check-deps', () => {
  beforeAll(async () => {
    await attach({ name: 'app', version: '1.0.0', dependencies: { lib: '^2.0.0' }, devDependencies: { gone: '1' } });
    await attach({ name: 'lib', version: '1.0.0' });
    await attach({ name: 'lib', version: '2.1.0', dependencies: { leaf: '*' } });
    await attach({ name: 'leaf', version: '0.1.0' });
    await attach({ name: 'left', version: '1.0.0', peerDependencies: { lib: '1', right: '1' } });
    await attach({ name: 'right', version: '1.0.0', peerDependencies: { lib: '2' } });
  });

  const reasonOf = async (folder: string): Promise<unknown> => {
    const { promotion } = await service.run(`${PROMOTE} --check-deps`, folder, 4);
    return (promotion as { reason: unknown }).reason;
  };

  it('refuses what could not be installed, names what is missing, and writes nothing', async () => {
    expect(await reasonOf('app-1.0.0')).toMatchObject({
      code: 'dependencies-missing',
      message: expect.stringMatching(
        /^AbcStaging does not offer what app@1\.0\.0 requires: lib@.* \(there is no such package\)\.$/,
      ),
    });
    expect(await service.held('AbcStaging', 'app')).toBeUndefined();
  });

  it('looks at ranges, and at what dependencies depend on', async () => {
    await service.run(PROMOTE, 'lib-1.0.0');
    expect(await reasonOf('app-1.0.0')).toMatchObject({
      message: expect.stringContaining('lib@^2.0.0 (no version fits)'),
    });
    await service.run(PROMOTE, 'lib-2.1.0');
    expect(await reasonOf('app-1.0.0')).toMatchObject({ message: expect.stringContaining('leaf@') });
  });

  it('promotes once all of it is there, whatever devDependencies say', async () => {
    await service.run(PROMOTE, 'leaf-0.1.0');
    const outcomeOf = async () => await service.run(`${PROMOTE} --check-deps`, 'app-1.0.0');
    expect(await outcomeOf()).toMatchObject({ promotion: { outcome: 'promoted' } });
    expect(await outcomeOf()).toMatchObject({ promotion: { outcome: 'already-there' } });
  });

  it('tells peers that exclude each other', async () => {
    await service.run(PROMOTE, 'right-1.0.0');
    expect(await reasonOf('left-1.0.0')).toMatchObject({
      message: expect.stringContaining('(peers exclude each other)'),
    });
  });
});

describe('promote --with-deps', () => {
  beforeAll(async () => {
    await attach({ name: '@abc/core', version: '3.0.0' });
    await attach({ name: '@abc/core', version: '3.1.0', dependencies: { tiny: '~0.1.0' } });
    await attach({ name: '@abc/core', version: '4.0.0' });
    await attach({ name: 'tiny', version: '0.1.5' });
    await attach({ name: 'tiny', version: '0.2.0' });
    await attach({ name: 'fast', version: '1.0.0' });
    await attach({ name: 'plugin', version: '1.0.0', peerDependencies: { site: '^1.0.0' } });
    const dependencies = { '@abc/core': '^3.0.0', plugin: 'latest', short: 'npm:tiny@0.2' };
    await attach({ name: 'site', version: '1.0.0', dependencies, optionalDependencies: { fast: '1', none: '1' } });
  });

  const setsOf = async (flags: string, folder: string): Promise<readonly PromotedSet[]> => {
    const { promotions } = await service.run(`${PROMOTE} --with-deps ${flags}`.trim(), folder);
    return (promotions as { sets: readonly PromotedSet[] }).sets;
  };

  it('promotes what the destination lacks and the source has, each after what it depends on', async () => {
    const planned = await setsOf('--dry-run', 'site-1.0.0');
    expect(planned.every(({ state }) => state === 'planned')).toBe(true);
    expect(await service.held('AbcStaging', 'tiny', '0.1.5')).toBeUndefined();

    const promoted = await setsOf('--tag next', 'site-1.0.0');
    const names = promoted.map(({ package: name, state, version }) => `${name} ${version} ${state}`);
    expect(names.toSorted()).toEqual([
      'core 3.1.0 promoted',
      'fast 1.0.0 promoted',
      'plugin 1.0.0 promoted',
      'site 1.0.0 promoted',
      'tiny 0.1.5 promoted',
      'tiny 0.2.0 promoted',
    ]);
    expect(names.at(-1)).toBe('site 1.0.0 promoted');
    expect(names.indexOf('tiny 0.1.5 promoted')).toBeLessThan(names.indexOf('core 3.1.0 promoted'));
  });

  it('leaves nothing to promote when it is run again, and npm could install it', async () => {
    const { promotion } = await service.run(`${PROMOTE} --with-deps --tag next`, 'site-1.0.0');
    expect(promotion).toMatchObject({ outcome: 'already-there' });
    await attach({ name: 'user', version: '1.0.0', dependencies: { site: 'next' } });
    expect(await service.run(`${PROMOTE} --check-deps`, 'user-1.0.0')).toMatchObject({
      promotion: { outcome: 'promoted' },
    });
  });

  it('takes the build that an install from the source gets, and not the newest on record', async () => {
    await attach({ name: 'held', version: '1.0.0' });
    const sha256 = await service.held('AbcDev', 'held');
    await service.write({ 'held-1.0.0/index.js': '// 2' });
    await service.run('attach --build 2 --no-activate -r dev', 'held-1.0.0');
    await attach({ name: 'holder', version: '1.0.0', dependencies: { held: '1' } });
    await setsOf('', 'holder-1.0.0');
    expect(await service.held('AbcStaging', 'held')).toBe(sha256);
  });

  it('promotes the build alone when nothing is missing', async () => {
    await attach({ name: 'alone', version: '1.0.0' });
    const { promotion } = await service.run(`${PROMOTE} --with-deps`, 'alone-1.0.0');
    expect(promotion).toMatchObject({ outcome: 'promoted' });
  });

  it('writes nothing when the source lacks something too', async () => {
    await attach({ name: 'there', version: '1.0.0' });
    await attach({ name: 'broken', version: '1.0.0', dependencies: { there: '1', nowhere: '^7.0.0' } });
    const { promotion } = await service.run(`${PROMOTE} --with-deps`, 'broken-1.0.0', 4);
    expect(promotion).toMatchObject({
      outcome: 'refused',
      reason: {
        code: 'dependencies-missing',
        message: expect.stringContaining('nowhere@^7.0.0 (there is no such package)'),
      },
    });
    expect(await service.held('AbcStaging', 'there')).toBeUndefined();
  });

  it.each([
    ['--workspaces', 'one package'],
    ['--plan-out plan.json', '--plan-out keeps one promotion'],
    ['--strip-build', 'not without their builds'],
  ])('does not go with %s', async (flags, message) => {
    const { code, stderr } = await service.bin(`${PROMOTE} --with-deps ${flags}`, 'alone-1.0.0');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  });
});
