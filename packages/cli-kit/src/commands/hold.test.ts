import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryWorld } from '../../test/memory-world.ts';
import { schemaErrors } from '../../test/schemas.ts';

const PROMOTE =
  'promote pyabc==1.0.0 --from AbcDev --to AbcStaging --exclusive --assume copy-overwrite=replace --domain abc';

describe('hold', () => {
  let world: MemoryWorld;
  beforeEach(async () => {
    world = await MemoryWorld.withHome();
    for (const build of ['22', '23']) await world.attach(build);
  });

  it('is told where an older build was promoted, with the way back', async () => {
    await world.run(`${PROMOTE} --build 23`);
    const { code, stdout } = await world.run(`${PROMOTE} --build 22`);
    expect(code).toBe(0);
    expect(stdout).toContain(
      'hold    is placed: --last leaves this build in AbcStaging until `hold lift pyabc==1.0.0 --stage AbcStaging`',
    );
    const last = await world.run(`${PROMOTE} --last`);
    expect([last.code, last.stderr]).toEqual([4, expect.stringContaining('error[hold]')]);
    expect(await world.run('hold lift pyabc==1.0.0 --stage AbcStaging --domain abc')).toMatchObject({ code: 0 });
    const { code: after, stdout: json } = await world.run(`${PROMOTE} --last --json`);
    expect(after).toBe(0);
    expect(schemaErrors('promotion', json)).toEqual([]);
  });

  it('is part of the JSON answer', async () => {
    await world.run(`${PROMOTE} --build 23`);
    const { stdout } = await world.run(`${PROMOTE} --build 22 --dry-run --json`);
    expect(schemaErrors('promotion', stdout)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ promotion: { hold: { action: 'placed' } } });
  });

  it('is placed and listed by hand, with who and why', async () => {
    const place = 'hold place pyabc==1.0.0 --build 23 --stage AbcProd --reason freeze --domain abc';
    const placed = await world.run(place, { environment: { GITHUB_ACTOR: 'releaser' } });
    expect(placed).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^AbcProd holds on to set [0-9a-f]{12} of /),
    });
    expect((await world.run(place)).stdout).toContain('already held on to');
    const { stdout } = await world.run('hold list pyabc --domain abc');
    expect(stdout).toMatch(
      /pyabc==1\.0\.0 +AbcProd +[0-9a-f]{12} +2026-01-01T\S+Z +releaser as user\/administrator +freeze\n/,
    );
    expect((await world.run('hold list pyabc --stage AbcDev --domain abc')).stdout).toBe('Nothing of pyabc is held.\n');
  });

  it('is listed of every package', async () => {
    await world.attach('7', 'lib 7', { name: 'pylib' });
    await world.run('hold place pyabc==1.0.0 --build 23 --stage AbcProd --domain abc');
    await world.run('hold place pylib==1.0.0 --build 7 --stage AbcStaging --domain abc');
    const { stdout } = await world.run('hold list --domain abc');
    expect(stdout).toMatch(/^VERSION .*\npyabc==1\.0\.0 +AbcProd .*\npylib==1\.0\.0 +AbcStaging .*\n$/);
    const { stdout: json } = await world.run('hold list --stage AbcStaging --domain abc --json');
    expect(schemaErrors('hold', json)).toEqual([]);
    expect(JSON.parse(json).holds).toEqual([expect.objectContaining({ package: 'pylib', version: '1.0.0' })]);
    expect((await world.run('hold list --stage AbcDev --domain abc')).stdout).toBe('Nothing is held.\n');
  });

  it('answers with JSON that fits its schema', async () => {
    for (const line of [
      'place pyabc==1.0.0 --build 23 --stage AbcProd',
      'list pyabc',
      'lift pyabc==1.0.0 --stage AbcProd',
    ]) {
      const { code, stdout } = await world.run(`hold ${line} --domain abc --json`);
      expect({ line, code, errors: schemaErrors('hold', stdout) }).toEqual({ line, code: 0, errors: [] });
    }
  });

  it.each([
    ['hold drop pyabc', 'There is no "hold drop".'],
    ['hold lift pyabc==1.0.0 --domain abc', '"hold lift" needs the stage.'],
    ['hold place pyabc==1.0.0 --build 23 --domain abc', '"hold place" needs the stage.'],
    ['hold place --build 23 --stage AbcProd --domain abc', '"hold place" needs the version.'],
    ['hold lift --stage AbcProd --domain abc', '"hold lift" needs the version.'],
  ])('answers "%s" with usage', async (line, message) => {
    const { code, stderr } = await world.run(line);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
