import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalService } from './local-service.ts';

const STAGES = { dev: { repository: 'AbcDev' }, staging: { repository: 'AbcStaging', from: ['dev'] } };
const PROMOTE = 'promote --build 1 --to staging';

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly [field: string]: unknown;
}

describe('promote --check-deps', () => {
  let service: LocalService;
  beforeAll(async () => {
    service = await LocalService.start();
    await service.write({ 'buildset.config.json': { domain: 'abc', stages: STAGES } });
    await attach({ name: 'app', version: '1.0.0', dependencies: { lib: '^2.0.0' }, devDependencies: { gone: '1' } });
    await attach({ name: 'lib', version: '1.0.0' });
    await attach({ name: 'lib', version: '2.1.0', dependencies: { leaf: '*' } });
    await attach({ name: 'leaf', version: '0.1.0' });
    await attach({ name: 'left', version: '1.0.0', peerDependencies: { lib: '1', right: '1' } });
    await attach({ name: 'right', version: '1.0.0', peerDependencies: { lib: '2' } });
  });
  afterAll(() => service?.stop());

  async function attach(manifest: Manifest): Promise<void> {
    const folder = `${manifest.name}-${manifest.version}`;
    await service.write({ [`${folder}/package.json`]: manifest });
    await service.run('attach --build 1 -r dev', folder);
  }

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
