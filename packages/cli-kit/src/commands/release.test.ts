import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';

const CREATE = 'release create R1 pylib==1.0.0#23 pyabc==1.0.0#23 --domain abc';
const PROMOTE = 'release promote R1 --from AbcDev --to AbcStaging --domain abc';
const UNDO = 'release undo R1 --to AbcStaging --domain abc';

describe('release', () => {
  let world: MemoryWorld;
  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    await world.attach('23');
    await world.attach('23', 'lib 23', { name: 'pylib' });
  });

  it('is made of sets of several packages, and the same again is no change', async () => {
    const { code, stdout } = await world.run(`${CREATE} --comment autumn`, { environment: { USER: 'jo' } });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^release R1 \(autumn, by .+\) is made\n {2}1 {2}pylib==1\.0\.0 {2}build 23 {2}set [0-9a-f]{12}\n/,
    );
    expect((await world.run(CREATE)).stdout).toContain('was made before, of the same sets: no change');
    expect(schemaErrors('release', (await world.run(`${CREATE} --json`)).stdout)).toEqual([]);
    expect(schemaErrors('release', (await world.run('release show R1 --domain abc --json')).stdout)).toEqual([]);
  });

  it('takes the digest of a set that is on record', async () => {
    await world.run(CREATE);
    const made = JSON.parse((await world.run('release show R1 --domain abc --json')).stdout).release;
    const digests = made.sets.map(({ digest }: { digest: string }) => digest).join(' ');
    const { code, stdout } = await world.run(`release create R2 ${digests} --domain abc --json`);
    expect([code, JSON.parse(stdout).release.sets]).toEqual([0, made.sets]);
  });

  it('refuses other sets under the name, with exit code 4', async () => {
    await world.run(CREATE);
    const { code, stderr } = await world.run('release create R1 pylib==1.0.0#23 --domain abc');
    expect(code).toBe(4);
    expect(stderr).toContain('error[release-exists]');
  });

  it('lists them', async () => {
    expect((await world.run('release list --domain abc')).stdout).toBe('There is no release yet.\n');
    await world.run(CREATE);
    const listed = 'RELEASE  SETS\nR1       pylib==1.0.0, pyabc==1.0.0\n';
    expect((await world.run('release list --domain abc')).stdout).toBe(listed);
    expect(schemaErrors('releases', (await world.run('release list --domain abc --json')).stdout)).toEqual([]);
  });

  it('is planned as a whole with --dry-run', async () => {
    await world.run(CREATE);
    const { code, stdout } = await world.run(`${PROMOTE} --dry-run`);
    expect(code).toBe(0);
    expect(stdout).toContain('R1: 2 sets would be promoted from AbcDev to AbcStaging');
    expect(await world.domain.reader('AbcStaging').listPackages({ format: 'pypi' })).toEqual({ items: [] });
  });

  it('is promoted as a whole, and the second time nothing is written', async () => {
    await world.run(CREATE);
    const { code, stdout } = await world.run(PROMOTE);
    expect(code).toBe(0);
    expect(stdout).toContain('R1: 2 sets promoted from AbcDev to AbcStaging\n  promoted  pylib==1.0.0  set ');
    const again = await world.run(`${PROMOTE} --json`);
    expect(schemaErrors('promotions', again.stdout)).toEqual([]);
    expect(JSON.parse(again.stdout).promotions.outcome).toBe('already-there');
  });

  it('writes nothing when one of its sets is unfit, and says which', async () => {
    await world.run(CREATE);
    await world.domain
      .writer('AbcDev')
      .deleteVersion({ format: 'pypi', name: 'pyabc', version: '1.0.0' }, { expected: 'Published' });
    const { code, stdout, stderr } = await world.run(PROMOTE);
    expect(code).toBe(4);
    expect(stdout).toContain('nothing was written, 1 of 2 sets cannot be promoted');
    expect(stderr).toContain('error[not-in-source]: pyabc==1.0.0: ');
    expect(schemaErrors('promotions', (await world.run(`${PROMOTE} --json`)).stdout)).toEqual([]);
  });

  it('is taken back as a whole', async () => {
    await world.run(CREATE);
    await world.run(PROMOTE);
    const { code, stdout } = await world.run(UNDO);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^R1 was taken back in AbcStaging\n {2}undone {2}pylib==1\.0\.0 {2}set \w{12} {2}u-\w{12}\n/,
    );
    const again = await world.run(`${UNDO} --json`);
    expect(schemaErrors('release-undo', again.stdout)).toEqual([]);
    expect(JSON.parse(again.stdout).undone.outcome).toBe('nothing-to-undo');
  });

  it('says where undoing stopped, and how it goes on, with exit code 3', async () => {
    await world.run(CREATE);
    await world.run(PROMOTE);
    await world.attach('24');
    await world.run('promote pyabc==1.0.0 --build 24 --from AbcDev --to AbcStaging --domain abc');
    const { code, stdout, stderr } = await world.run(UNDO);
    expect(code).toBe(3);
    expect(stdout).toContain('untouched  pylib==1.0.0');
    expect(stdout).toMatch(/failed {5}pyabc==1\.0\.0 {2}set \w{12} {2}not-last: /);
    expect(stderr).toContain('error[not-last]: pyabc==1.0.0');
    expect(stderr).toContain('Then run it again, it continues: tool release undo R1 --to AbcStaging.');
  });

  it.each([
    ['release create R1 --domain abc', 'at least one set'],
    ['release create R1 pyabc==1.0.0 --domain abc', 'does not say which build is meant'],
    ['release create R1 pyabc==1.0.0#x --domain abc', 'no build tag'],
    ['release promote R9 --from AbcDev --to AbcStaging --domain abc', 'error[no-such-release]'],
    ['release undo R1 --domain abc', 'Nothing says which promotion'],
    ['release show --domain abc', 'needs the name'],
    ['release show R1 pyabc==1.0.0#2 --domain abc', 'takes no sets'],
    ['release burn R1 --domain abc', 'There is no "release burn"'],
  ])('refuses "%s" with exit code 2', async (line, message) => {
    const { code, stderr } = await world.run(line);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(message) });
  });
});
