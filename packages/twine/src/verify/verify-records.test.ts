import { rm } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSdist, writeWheel } from '../../test/distributions.ts';
import { schemaErrors } from '../../test/schemas.ts';
import { PYABC, TwineInMemory } from '../../test/twine-in-memory.ts';

const STRIPPED = 'pyabc-1.0.0-py3-none-any.whl';
const PROMOTE = 'promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcStaging --strip-build --domain abc'.split(' ');

describe('a build that is promoted without its number', () => {
  let twine: TwineInMemory;
  beforeEach(async () => {
    twine = await TwineInMemory.create();
    for (const build of ['23', '24']) {
      await writeWheel(twine.dist, build);
      await twine.upload('--build', build);
      await rm(twine.dist, { recursive: true });
    }
  });
  afterEach(() => twine.remove());

  const run = (line: string) => twine.run([...line.split(' '), '--domain', 'abc']);

  it('arrives as the wheel without the tag, and a second run changes nothing', async () => {
    const { code, stdout } = await twine.run([...PROMOTE, '--json']);
    expect(code).toBe(0);
    expect(schemaErrors('promotion', stdout)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({
      promotion: { set: { builds: ['23'], origin: { recipe: 'wheel-build-tag/1' } }, assets: [{ name: STRIPPED }] },
    });
    expect(await twine.held('AbcStaging')).toEqual([STRIPPED]);
    const before = twine.meter.read();
    expect((await twine.run(PROMOTE)).stdout).toContain('already there');
    expect(twine.meter.read()).toMatchObject({ writes: before.writes, bytesTransferred: before.bytesTransferred });
  });

  it('is told with both digests', async () => {
    const { stdout } = await twine.run(PROMOTE);
    const [, digest = '', origin = ''] =
      /set +(sha256:\w+)\n +made of +(sha256:\w+) by wheel-build-tag\/1/.exec(stdout) ?? [];
    expect((await run('sets pyabc==1.0.0')).stdout).toMatch(new RegExp(`of 23 +${digest.slice(7, 19)} `));
    expect((await run('history pyabc')).stdout).toContain(
      `23 stripped (${origin.slice(7, 19)} -> ${digest.slice(7, 19)})`,
    );
    expect((await run(`show ${digest}`)).stdout).toContain(`made of      ${origin} by wheel-build-tag/1`);
    expect((await run('show pyabc==1.0.0 --build 23')).stdout).toContain(`stripped, as set ${digest.slice(7, 19)}`);
    const why = await run('why pyabc==1.0.0 --from AbcStaging --to AbcDev');
    expect(why.stdout).toMatch(new RegExp(`^of 23 +${digest.slice(7, 19)} +yes`, 'm'));
    for (const [name, line] of [
      ['sets', 'sets pyabc==1.0.0 --json'],
      ['show', `show ${digest} --json`],
      ['why', 'why pyabc==1.0.0 --from AbcStaging --to AbcDev --json'],
      ['history', 'history pyabc --json'],
    ] as const) {
      expect(schemaErrors(name, (await run(line)).stdout)).toEqual([]);
    }
  });

  it('is proven from what is on record', async () => {
    await twine.run(PROMOTE);
    const { code, stdout } = await run('verify pyabc==1.0.0 --build 23');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^sha256:\w+ is sha256:\w+ without its build \(wheel-build-tag\/1\)\n/);
    expect(stdout).toContain(`${STRIPPED}  of pyabc-1.0.0-23-py3-none-any.whl:  tagging the original again gives`);
    const json = await run('verify pyabc==1.0.0 --json');
    expect(schemaErrors('verify', json.stdout, '@buildset/twine')).toEqual([]);
    const { set } = JSON.parse(json.stdout).verify.proofs[0];
    expect((await run(`verify pyabc==1.0.0 --set ${set}`)).stdout).toBe(stdout);
  });

  it('cannot be proven where nothing was stripped', async () => {
    await twine.run(PROMOTE);
    expect(await run('verify pyabc==1.0.0 --build 24')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('error[not-stripped]'),
    });
  });

  it('is refused where its wheels are signed, before anything is written', async () => {
    await writeWheel(twine.dist, '25', '1.0.0', 'signed', { 'pyabc-1.0.0.dist-info/RECORD.jws': '{}' });
    await twine.upload('--build', '25');
    const { writes } = twine.meter.read();
    const { code, stderr } = await twine.run(PROMOTE.map((word) => (word === '23' ? '25' : word)));
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('error[wheel-signed]') });
    expect(twine.meter.read().writes).toBe(writes);
  });

  it('keeps the source distribution as it is', async () => {
    await writeWheel(twine.dist, '26');
    await writeSdist(twine.dist);
    await twine.upload('--build', '26');
    await twine.run(PROMOTE.map((word) => (word === '23' ? '26' : word)));
    expect(await twine.held('AbcStaging')).toEqual([STRIPPED, 'pyabc-1.0.0.tar.gz']);
    expect((await twine.domain.reader('AbcStaging').describeVersion(PYABC))?.status).toBe('Published');
    expect((await run('verify pyabc==1.0.0')).stdout).toMatch(
      /pyabc-1\.0\.0\.tar\.gz +of pyabc-1\.0\.0\.tar\.gz: +the very file/,
    );
  });
});
