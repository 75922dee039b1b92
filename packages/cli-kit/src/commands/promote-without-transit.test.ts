import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';

const PROMOTE = 'promote pyabc==1.0.0 --from AbcDev --to AbcStaging --domain abc';
const BOTH = `${PROMOTE} --file pyabc-1.0.0-22.any --file pyabc-1.0.0-23.any --add-anyway`;

describe('promote without a transit', () => {
  let world: MemoryWorld;
  beforeEach(async () => {
    world = new MemoryWorld();
    world.domain.addRepository('buildset');
    for (const build of ['22', '23', '24']) await world.attach(build);
  });

  it('publishes what is one change into the destination, and says what that costs', async () => {
    const { code, stdout, stderr } = await world.run(`${PROMOTE} --build 23`);
    expect(code).toBe(0);
    expect(stdout).toMatch(/method {2}assemble: published into AbcStaging, without the transit\n/);
    expect(stderr).toContain('The domain abc has no transit repository buildset-transit. The build is published into');
  });

  it('says so in a dry run, with the right to publish there', async () => {
    const { stdout } = await world.run(`${PROMOTE} --build 23 --dry-run`);
    expect(stdout).toMatch(/upload into the destination/);
    expect(stdout).not.toMatch(/in the transit|empty the transit/);
    expect(stdout).toMatch(/rights that it needs\n(.*\n)* {4}AbcStaging +.*PublishPackageVersion/);
  });

  it('refuses several files of a build, and names both ways out', async () => {
    const { code, stdout, stderr } = await world.run(`${BOTH} --json`);
    expect([code, schemaErrors('promotion', stdout)]).toEqual([4, []]);
    expect(JSON.parse(stdout)).toMatchObject({ promotion: { outcome: 'refused', reason: { code: 'no-transit' } } });
    expect(stderr).toMatch(/buildset init --domain abc.*--allow-partial/);
  });

  it('publishes several files where that is allowed, and says what installers may find', async () => {
    const { code, stdout } = await world.run(`${BOTH} --allow-partial --json`);
    expect([code, schemaErrors('promotion', stdout)]).toEqual([0, []]);
    const { promotion } = JSON.parse(stdout);
    expect(promotion).toMatchObject({ outcome: 'promoted', route: 'direct' });
    expect(promotion.warnings.join()).toContain('installers find a part of the build in AbcStaging');
  });

  it('keeps in a plan file that it is allowed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'buildset-plan-'));
    try {
      const path = join(folder, 'plan.json');
      await world.run(`${BOTH} --allow-partial --plan-out ${path}`);
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ allowPartial: true, plan: { route: 'direct' } });
      const { code, stdout } = await world.run(`apply ${path} --domain abc --json`);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ promotion: { outcome: 'promoted', route: 'direct' } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
