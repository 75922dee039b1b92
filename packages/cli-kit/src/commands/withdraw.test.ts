import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';

const WITHDRAW = 'withdraw pyabc==1.0.0 --build 23 --domain abc';

describe('withdraw', () => {
  let world: MemoryWorld;
  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    await world.attach('22');
    await world.attach('23');
    await world.run('promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcStaging --domain abc');
  });

  it('takes the build from the only stage it was promoted to, and says how to bring it back', async () => {
    const { code, stdout } = await world.run(WITHDRAW);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^pyabc==1\.0\.0 is withdrawn from AbcStaging: the version is Archived \(w-\w+\)\n {2}goes {3}pyabc-1\.0\.0-23\.any\n {2}undo pyabc w-\w+ brings it back\n$/,
    );
    const id = /w-\w+/.exec(stdout)?.[0] ?? '';
    const undone = await world.run(`undo ${id} --domain abc`);
    expect(undone.stdout).toContain('is as it was before');
    const again = /u-\w+/.exec(undone.stdout)?.[0] ?? '';
    expect((await world.run(`undo ${again} --domain abc`)).stdout).toContain('is as it was before');
  });

  it('answers with JSON that fits its schema, of a dry run too', async () => {
    for (const flags of ['--dry-run', '', '']) {
      const { code, stdout } = await world.run(`${WITHDRAW} --from AbcStaging ${flags} --json`);
      expect({ flags, code, errors: schemaErrors('withdraw', stdout) }).toEqual({ flags, code: 0, errors: [] });
    }
  });

  it('asks for the stage when the build is in several, or in none', async () => {
    await world.run('promote pyabc==1.0.0 --build 23 --from AbcStaging --to AbcProd --domain abc');
    const { code, stderr } = await world.run(WITHDRAW);
    expect([code, stderr]).toEqual([2, expect.stringContaining('AbcStaging, AbcProd')]);
    expect((await world.run(WITHDRAW.replace('23', '22'))).stderr).toContain('promoted to no repository');
  });

  it('refuses to hide other builds as well', async () => {
    await world.run('promote pyabc==1.0.0 --build 22 --from AbcDev --to AbcStaging --add-anyway --domain abc');
    const { code, stderr } = await world.run(`${WITHDRAW} --from AbcStaging --status Unlisted`);
    expect([code, stderr]).toEqual([4, expect.stringContaining('error[shared-version]')]);
  });
});
