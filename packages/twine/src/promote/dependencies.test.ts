import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { smallWheel } from '@buildset/format-pypi';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { schemaErrors } from '../../test/schemas.ts';
import { TwineInMemory } from '../../test/twine-in-memory.ts';

const PROMOTE = 'promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcStaging --domain abc';

describe('promote --check-deps', () => {
  let twine: TwineInMemory;
  beforeEach(async () => {
    twine = await TwineInMemory.create();
  });
  afterEach(() => twine.remove());

  const run = (line: string) => twine.run(line.split(' '));

  async function upload(
    name: string,
    version: string,
    requires: readonly string[] = [],
    { flags = [], tags = 'py3-none-any' }: { readonly flags?: readonly string[]; readonly tags?: string } = {},
  ) {
    const wheel = smallWheel({ name, version, build: '23', requires, files: { [`${name}.py`]: '' } });
    await mkdir(twine.dist, { recursive: true });
    await writeFile(join(twine.dist, wheel.name.replace('py3-none-any', tags)), wheel.content);
    const { code } = await twine.upload(...flags);
    await rm(twine.dist, { recursive: true });
    expect(code).toBe(0);
  }

  async function offers(name: string): Promise<string[]> {
    const files = await twine.domain.reader('AbcStaging').readProject({ format: 'pypi', name });
    return files.map((file) => file.name).sort();
  }

  it('refuses a build whose requirements the destination does not offer, and writes nothing', async () => {
    await upload('pyabc', '1.0.0', ['pydep>=1', 'other; sys_platform == "win32"', 'far @ https://abc.example/far.whl']);
    const { writes } = twine.meter.read();
    const { code, stderr } = await run(`${PROMOTE} --check-deps`);
    expect(code).toBe(4);
    expect(stderr).toContain('error[dependencies-missing]: AbcStaging does not offer what pyabc==1.0.0 requires:');
    expect(stderr).toContain('pydep>=1 (there is no such project) for 3.14-linux');
    expect(stderr).toContain('far @ https://abc.example/far.whl (it is fetched from an address, not from the index)');
    expect(stderr).not.toContain('other');
    expect(twine.meter.read().writes).toBe(writes);
    const { stdout } = await run(`${PROMOTE} --check-deps --json`);
    expect(schemaErrors('promotion', stdout)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({ promotion: { reason: { code: 'dependencies-missing' } } });
  });

  it('looks at the environments that are named', async () => {
    await upload('pyabc', '1.0.0', ['other; sys_platform == "win32"', 'old; python_version < "3.10"']);
    expect((await run(`${PROMOTE} --check-deps --dry-run`)).code).toBe(0);
    const { stderr } = await run(`${PROMOTE} --check-deps --environment 3.9-windows --environment 3.9-linux`);
    expect(stderr).toMatch(/other; sys_platform == "win32" \(there is no such project\) for 3\.9-windows;/);
    expect(stderr).toMatch(/old; python_version < "3\.10" \(there is no such project\) for 3\.9-windows, 3\.9-linux\./);
  });

  it('promotes once the destination offers a version that fits', async () => {
    await upload('pyabc', '1.0.0', ['pydep>=2']);
    await upload('pydep', '1.0.0');
    await run(PROMOTE.replace('pyabc', 'pydep'));
    expect((await run(`${PROMOTE} --check-deps`)).stderr).toContain('pydep>=2 (no version fits)');
    await upload('pydep', '2.1.0');
    await run(PROMOTE.replace('pyabc==1.0.0', 'pydep==2.1.0'));
    expect((await run(`${PROMOTE} --check-deps`)).code).toBe(0);
  });

  it('reads what a build without a record requires from its files', async () => {
    await upload('pyabc', '1.0.0', ['pydep'], { flags: ['--no-record'] });
    expect((await run(`${PROMOTE} --check-deps`)).stderr).toContain('pydep (there is no such project)');
  });

  it('follows the extras of a requirement, in the version that installers get', async () => {
    await upload('pyabc', '1.0.0', ['pydep[net]>=1']);
    await upload('pydep', '1.0.0', ['pysocks>=1; extra == "net"', 'unasked; extra == "test"']);
    await run(PROMOTE.replace('pyabc', 'pydep'));
    const { code, stderr } = await run(`${PROMOTE} --check-deps`);
    expect(code).toBe(4);
    expect(stderr).toContain(
      'requires: pysocks>=1; extra == "net", of pydep[net]==1.0.0 (there is no such project) for 3.14-linux.',
    );
  });

  it('wants a wheel or an sdist for the platform', async () => {
    await upload('pyabc', '1.0.0', ['pydep']);
    await upload('pydep', '1.0.0', [], { tags: 'py3-none-win_amd64' });
    await run(PROMOTE.replace('pyabc', 'pydep'));
    const { code, stderr } = await run(`${PROMOTE} --check-deps`);
    expect(code).toBe(4);
    expect(stderr).toContain('pydep (no fitting version has a wheel for that platform, or an sdist) for 3.14-linux.');
    expect((await run(`${PROMOTE} --check-deps --environment 3.12-windows`)).code).toBe(0);
  });

  it('refuses a build that is not for an environment that is named, and takes one that it is for by default', async () => {
    await upload('pyabc', '1.0.0', [], { tags: 'cp312-cp312-win_amd64' });
    const { code, stderr } = await run(`${PROMOTE} --check-deps --environment 3.12-windows --environment 3.12-linux`);
    expect(code).toBe(4);
    expect(stderr).toContain('error[dependencies-missing]: No file of pyabc==1.0.0 can be installed on 3.12-linux.');
    expect((await run(`${PROMOTE} --check-deps`)).code).toBe(0);
  });

  it('asks nothing for a build that is there already', async () => {
    await upload('pyabc', '1.0.0', ['pydep']);
    await run(PROMOTE);
    expect(await run(`${PROMOTE} --check-deps`)).toMatchObject({ code: 0, stderr: '' });
  });

  it.each([
    [`${PROMOTE} --environment 3.12-linux`, 'usage'],
    [`${PROMOTE} --check-deps --environment cp312`, 'invalid-environment'],
  ])('refuses "%s"', async (line, code) => {
    expect(await run(line)).toMatchObject({ code: 2, stderr: expect.stringContaining(`error[${code}]`) });
  });

  describe('with --with-deps', () => {
    it('promotes what is required first, and changes nothing when it is run again', async () => {
      await upload('pyabc', '1.0.0', ['pydep>=1,<2']);
      await upload('pydep', '1.0.0');
      await upload('pydep', '1.5.0', ['pyleaf', 'pyabc']);
      await upload('pydep', '2.0.0');
      await upload('pyleaf', '0.1');
      const { code, stdout } = await run(`${PROMOTE} --with-deps`);
      expect(code).toBe(0);
      expect(stdout).toMatch(/promoted +pyleaf==0\.1[^]*promoted +pydep==1\.5\.0[^]*promoted +pyabc==1\.0\.0/);
      expect(await offers('pydep')).toEqual(['pydep-1.5.0-23-py3-none-any.whl']);
      const { writes } = twine.meter.read();
      expect((await run(`${PROMOTE} --with-deps`)).stdout).toContain('already there');
      expect(twine.meter.read().writes).toBe(writes);
    });

    it('writes nothing when something has no build in the source', async () => {
      await upload('pyabc', '1.0.0', ['pydep', 'gone']);
      await upload('pydep', '1.0.0');
      const { writes } = twine.meter.read();
      const { code, stderr } = await run(`${PROMOTE} --with-deps`);
      expect(code).toBe(4);
      expect(stderr).toContain('gone (there is no such project)');
      expect(stderr).not.toContain('pydep (');
      expect(twine.meter.read().writes).toBe(writes);
      expect(await offers('pydep')).toEqual([]);
    });

    it('promotes what extras require as well, of what is there and of what comes along', async () => {
      await upload('pyabc', '1.0.0', ['pydep[net,all]']);
      await upload('pydep', '1.0.0', ['pysocks; extra == "net"', 'pyhttp[two]; extra == "all"']);
      await upload('pyhttp', '2.0', ['pyhpack; extra == "two"']);
      await upload('pysocks', '1.7');
      await upload('pyhpack', '4.0');
      await run(PROMOTE.replace('pyabc==1.0.0', 'pyhttp==2.0'));
      const { code, stdout, stderr } = await run(`${PROMOTE} --with-deps`);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const name of ['pydep', 'pysocks', 'pyhpack', 'pyabc'])
        expect(stdout).toMatch(new RegExp(`promoted +${name}==`));
      expect(await offers('pyhpack')).toEqual(['pyhpack-4.0-23-py3-none-any.whl']);
    });

    it('promotes the build alone when nothing is missing', async () => {
      await upload('pyabc', '1.0.0');
      expect((await run(`${PROMOTE} --with-deps`)).stdout).toContain('pyabc==1.0.0 build 23 promoted');
    });

    it('says of a build without a record that it may be incomplete', async () => {
      await upload('pyabc', '1.0.0', ['pydep']);
      await upload('pydep', '1.0.0', [], { flags: ['--no-record'] });
      const { code, stderr } = await run(`${PROMOTE} --with-deps`);
      expect(code).not.toBe(0);
      expect(stderr).toContain('error[unrecorded-build]: pydep==1.0.0');
      expect(await offers('pyabc')).toEqual([]);
    });
  });
});
