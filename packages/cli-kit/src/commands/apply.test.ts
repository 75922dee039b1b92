import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';

const ROUTE = '--from dev --to staging --assume copy-overwrite=replace --domain abc';
const STAGES = { dev: { repository: 'AbcDev' }, staging: { repository: 'AbcStaging', exclusive: true } };

describe('a plan file', () => {
  let world: MemoryWorld;
  let path: string;
  const apply = (...flags: string[]) => world.run(['apply', path, '--domain abc', ...flags].join(' '));

  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    world.folder = await mkdtemp(join(tmpdir(), 'buildset-plan-'));
    path = join(world.folder, 'plan.json');
    await writeFile(join(world.folder, 'buildset.config.json'), JSON.stringify({ stages: STAGES }));
    for (const build of ['22', '23']) await world.attach(build);
    await world.run(`promote pyabc==1.0.0 --last ${ROUTE} --plan-out ${path}`);
  });
  afterEach(() => rm(world.folder, { recursive: true }));

  it('says what the plan is made of, and has nothing of the connection but names', async () => {
    const file = JSON.parse(await readFile(path, 'utf8'));
    expect(file).toMatchObject({
      schemaVersion: 1,
      from: { name: 'dev', repository: 'AbcDev' },
      to: { name: 'staging', repository: 'AbcStaging' },
      plan: {
        set: { builds: ['23'] },
        chosen: 'automatically',
        touched: [{ name: 'pyabc-1.0.0-23.any', before: null }],
      },
    });
    expect(
      await world.domain.reader('AbcStaging').listAssets({ format: 'pypi', name: 'pyabc', version: '1.0.0' }),
    ).toBeUndefined();
  });

  it('is applied as it was made, although a newer build has arrived, and once', async () => {
    await world.attach('24');
    const { code, stdout } = await apply('--json');
    expect([code, schemaErrors('promotion', stdout)]).toEqual([0, []]);
    expect(JSON.parse(stdout)).toMatchObject({ promotion: { outcome: 'promoted', set: { builds: ['23'] } } });
    expect(JSON.parse((await apply('--json')).stdout)).toMatchObject({ promotion: { outcome: 'already-there' } });
  });

  it('is refused when the destination has changed, with exit code 4', async () => {
    await world.run(`promote pyabc==1.0.0 --build 22 ${ROUTE}`);
    await world.run('hold place pyabc==1.0.0 --build 22 --stage staging --domain abc');
    expect(await apply()).toMatchObject({ code: 4, stderr: expect.stringContaining('error[hold]') });
    await world.run('hold lift pyabc==1.0.0 --stage staging --domain abc');
    const { code, stderr } = await apply();
    expect([code, stderr]).toEqual([4, expect.stringContaining('error[plan-outdated]')]);
  });

  it('is refused where its stages are other repositories', async () => {
    const moved = { ...STAGES, staging: { repository: 'AbcProd' } };
    await writeFile(join(world.folder, 'buildset.config.json'), JSON.stringify({ stages: moved }));
    const { code, stderr } = await apply();
    expect([code, stderr]).toEqual([4, expect.stringContaining('error[plan-elsewhere]')]);
  });

  it.each([
    ['no such file', 'rm', 'plan-unreadable'],
    ['no plan', '{"schemaVersion":1}', 'plan-invalid'],
  ])('that is %s is a usage error', async (_what, content, code) => {
    if (content === 'rm') await rm(path);
    else await writeFile(path, content);
    const ran = await apply();
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(`error[${code}]`)]);
  });

  it('of a later version of buildset is refused', async () => {
    await writeFile(path, '{"schemaVersion":2}');
    expect(await apply()).toMatchObject({ code: 4, stderr: expect.stringContaining('error[unknown-schema]') });
  });

  it('that cannot be written is a usage error', async () => {
    const { code, stderr } = await world.run(`promote pyabc==1.0.0 --last ${ROUTE} --plan-out ${world.folder}`);
    expect([code, stderr]).toEqual([2, expect.stringContaining('error[plan-not-written]')]);
  });

  it('is not written by a refusal', async () => {
    await rm(path);
    const route = ROUTE.replace('staging', 'prod');
    const gated = { ...STAGES, prod: { repository: 'AbcProd', checks: ['tests'] } };
    await writeFile(join(world.folder, 'buildset.config.json'), JSON.stringify({ stages: gated }));
    const other = await MemoryWorld.withHome();
    other.folder = world.folder;
    await other.attach('23');
    expect(await other.run(`promote pyabc==1.0.0 --last ${route} --plan-out ${path}`)).toMatchObject({ code: 4 });
    await expect(readFile(path)).rejects.toThrow('ENOENT');
  });
});
