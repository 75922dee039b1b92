import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initHome, MemoryDomain, Meter } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';
import { type Connector, memoryConnector } from '../index.ts';

const CONFIGURATION = {
  domain: 'abc',
  stages: {
    staging: { repository: 'releases' },
    public: { repository: 'open', connection: { domain: 'xyz' } },
    prod: {
      repository: 'releases',
      connection: { domain: 'xyz', domainOwner: '111122223333', home: 'records' },
      from: ['staging'],
      checks: ['tests'],
    },
    strict: {
      repository: 'strict',
      connection: { domain: 'xyz', home: 'records' },
      checks: ['tests'],
      gateHomes: ['strict'],
    },
  },
};

describe('stages of two domains', () => {
  let world: MemoryWorld;
  let other: MemoryDomain;

  let made: string;

  beforeEach(async () => {
    made = await mkdtemp(join(tmpdir(), 'buildset-domains-'));
    const meter = new Meter();
    other = new MemoryDomain({ domain: 'xyz', meter });
    const connector: Connector = async (settings, scope) =>
      await memoryConnector(settings.domain === 'xyz' ? other : world.domain, meter)(settings, scope);
    world = new MemoryWorld(connector);
    await initHome(world.domain);
    await initHome(other, 'records');
    world.domain.addRepository('releases');
    for (const name of ['releases', 'strict', 'open']) other.addRepository(name);
    world.folder = made;
    await writeFile(join(world.folder, 'buildset.config.json'), JSON.stringify(CONFIGURATION));
    await world.attach('23');
    await run('promote pyabc==1.0.0 --build 23 --from AbcDev --to staging');
  });
  afterEach(() => rm(made, { recursive: true }));

  const run = (line: string) => world.run(line, { environment: { GITHUB_ACTOR: 'ann' } });
  const held = async (name: string) =>
    (await other.reader(name).listAssets({ format: 'pypi', name: 'pyabc', version: '1.0.0' }))?.assets.length ?? 0;
  const promote = 'promote pyabc==1.0.0 --build 23 --from staging --to prod';

  it('are promoted between, gates and history included', async () => {
    expect((await run(promote)).stderr).toContain('tests passed (no verdict)');
    await run('verdict pyabc==1.0.0 --build 23 --check tests --result passed --from staging');
    const { code, stdout, stderr } = await run(`${promote} --json`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(JSON.parse(stdout).promotion).toMatchObject({ method: 'assemble', from: 'releases', to: 'releases' });
    expect(await held('releases')).toBe(1);
    expect((await run('history pyabc --stage prod')).stdout).toContain('promote done');
    const again = JSON.parse((await run(`${promote} --json`)).stdout).promotion;
    expect(again).toMatchObject({ outcome: 'already-there', id: JSON.parse(stdout).promotion.id });
  });

  it('are taken back in the domain that it went to', async () => {
    await run('verdict pyabc==1.0.0 --build 23 --check tests --result passed --from staging');
    const { id } = JSON.parse((await run(`${promote} --json`)).stdout).promotion;
    expect((await run(`undo pyabc ${id} --to prod`)).stdout).toContain('in releases is as it was before');
    const ref = { format: 'pypi', name: 'pyabc', version: '1.0.0' } as const;
    expect((await other.reader('releases').describeVersion(ref))?.status).toBe('Archived');
  });

  it('keep their order although two repositories have one name', async () => {
    const { code, stderr } = await run('promote pyabc==1.0.0 --build 23 --from AbcDev --to prod');
    expect(code).toBe(4);
    expect(stderr).toContain('from releases (AbcDev)');
    const wrong = await run('why pyabc==1.0.0 --from prod --to prod');
    expect(wrong.stdout).not.toContain('yes');
  });

  it('read verdicts only where the stage says', async () => {
    await run('verdict pyabc==1.0.0 --build 23 --check tests --result passed --from staging');
    const strict = await run('promote pyabc==1.0.0 --build 23 --from staging --to strict');
    expect(strict.stderr).toContain('tests passed (no verdict)');
    expect((await run('why pyabc==1.0.0 --from staging --to prod')).stdout).toContain('yes');
    expect((await run('why pyabc==1.0.0 --from staging --to strict')).stdout).not.toContain('yes');
  });

  it('refuse where the destination has no home, naming init for that domain', async () => {
    const { code, stderr } = await run('promote pyabc==1.0.0 --build 23 --from staging --to public');
    expect(code).toBe(4);
    expect(stderr).toContain('buildset init --domain xyz');
  });

  it('are shown with what is their own', async () => {
    const { stdout } = await run('config show --region eu-west-1');
    expect(stdout).toMatch(/^region +eu-west-1 +--region$/m);
    expect(stdout).toMatch(/^stages\.prod\.connection\.domainOwner +111122223333 +.*buildset\.config\.json$/m);
    expect(stdout).toMatch(/^home +buildset +default$/m);
    expect(schemaErrors('config', (await run('config show --json')).stdout)).toEqual([]);
  });
});
