import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalService } from './local-service.ts';

const STAGES = {
  dev: { repository: 'AbcDev' },
  staging: { repository: 'AbcStaging', from: ['dev'] },
};

describe('three builds of one version', () => {
  let service: LocalService;
  const sums = new Map<string, string>();
  beforeAll(async () => {
    service = await LocalService.start();
    await service.write({
      'app/package.json': { name: 'app', version: '1.0.0' },
      'app/buildset.config.json': { domain: 'abc', stages: STAGES },
    });
  });
  afterAll(() => service.stop());

  it('are kept, and the newest is active', async () => {
    for (const build of ['22', '23', '24']) {
      await service.write({ 'app/index.js': `module.exports = ${build};\n` });
      const { attach } = await service.run(`attach --build ${build} -r dev --assume copy-overwrite=replace`, 'app');
      const { packages } = attach as { packages: { asset: { sha256: string }; activation: { outcome: string } }[] };
      expect(packages).toMatchObject([{ outcome: 'recorded', activation: { outcome: 'promoted' } }]);
      sums.set(build, packages[0]?.asset.sha256 ?? '');
      expect(await service.held('AbcDev', 'app')).toBe(sums.get(build));
    }
  });

  it('are not written again', async () => {
    const again = await service.run('attach --build 24 -r dev', 'app');
    expect(again).toMatchObject({ attach: { writes: 0, packages: [{ outcome: 'already-recorded' }] } });
  });

  it('are promoted one by one, the older too, without a name inside the package', async () => {
    const { promotion } = await service.run('promote --build 23 --to staging', 'app');
    expect(promotion).toMatchObject({ outcome: 'promoted', from: 'AbcDev', to: 'AbcStaging', set: { builds: ['23'] } });
    expect(await service.held('AbcStaging', 'app')).toBe(sums.get('23'));
    expect(await service.held('AbcDev', 'app')).toBe(sums.get('24'));
    const again = await service.run('promote --build 23 --to staging', 'app');
    expect(again).toMatchObject({ promotion: { outcome: 'already-there', writes: 0 } });
  });

  it('are listed, told of and taken back by a package without its name', async () => {
    expect(await service.run('sets', 'app')).toMatchObject({ sets: [{}, { promotedTo: ['AbcStaging'] }, {}] });
    const { events } = (await service.run('history --stage staging', 'app')) as { events: { body: object }[] };
    const operation = events.flatMap(({ body }) => ('operation' in body ? [body.operation as { id: string }] : []))[0];
    await service.run(`undo ${operation?.id}`, 'app');
    const { status } = await service.client
      .describePackageVersion({
        domain: 'abc',
        repository: 'AbcStaging',
        format: 'npm',
        package: 'app',
        packageVersion: '1.0.0',
      })
      .then(({ packageVersion }) => packageVersion ?? { status: undefined });
    expect(status).toBe('Archived');
  });
});
