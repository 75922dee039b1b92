import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { MemoryRegistry } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { schemaErrors } from '../../test/schemas.ts';
import { writeSdist, writeWheel } from '../../test/distributions.ts';
import { TwineInMemory } from '../../test/twine-in-memory.ts';

describe('upload', () => {
  let twine: TwineInMemory;
  beforeEach(async () => {
    twine = await TwineInMemory.create();
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await twine.remove();
  });

  it('uploads and records each build, and prints its digest', async () => {
    await writeWheel(twine.dist, '22');
    await writeWheel(twine.dist, '23');
    const { code, stdout, stderr } = await twine.upload('--work-item', 'ABC-1');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /^pyabc==1\.0\.0 build 22 is uploaded to AbcDev and recorded\n {2}set sha256:[0-9a-f]{64}\n {2}uploaded {2}pyabc-1\.0\.0-22-py3-none-any\.whl {2}\d+ B {2}sha256 [0-9a-f]{12}\n/,
    );
    expect(await twine.held()).toEqual(['pyabc-1.0.0-22-py3-none-any.whl', 'pyabc-1.0.0-23-py3-none-any.whl']);
  });

  it('warns when the version comes near the number of files that it may have', async () => {
    await writeFile(join(twine.folder, 'buildset.config.json'), JSON.stringify({ assetCap: 2 }));
    await writeWheel(twine.dist, '22');
    await writeWheel(twine.dist, '23');
    const { code, stderr } = await twine.upload();
    expect(code).toBe(0);
    expect(stderr).toContain('pyabc==1.0.0 in AbcDev has 2 of at most 2 files');
  });

  it('changes nothing when it is run again, and says so', async () => {
    await writeWheel(twine.dist, '23');
    await twine.upload();
    const before = twine.meter.read().writes;
    const { code, stdout } = await twine.upload();
    expect(code).toBe(0);
    expect(stdout).toContain('was uploaded to AbcDev and recorded before: no change');
    expect(stdout).toContain('already-there');
    expect(twine.meter.read().writes).toBe(before);
  });

  it('answers as the schema says with --json', async () => {
    await writeWheel(twine.dist, '23');
    await writeSdist(twine.dist);
    const { stdout } = await twine.upload('--json');
    expect(schemaErrors('upload', stdout)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({
      upload: { repository: 'AbcDev', recorded: true, sets: [{ build: '23', outcome: 'recorded' }] },
    });
  });

  it('lets an sdist join the only tagged build, and makes it a set of its own beside several', async () => {
    await writeWheel(twine.dist, '23');
    await writeSdist(twine.dist);
    const one = JSON.parse((await twine.upload('--json')).stdout).upload.sets;
    expect(one).toHaveLength(1);
    expect(one[0].assets).toHaveLength(2);
    await writeWheel(twine.dist, '24');
    const three = JSON.parse((await twine.upload('--json', '--no-record')).stdout).upload.sets;
    expect(three.map(({ build }: { build: string | null }) => build)).toEqual(['23', '24', null]);
  });

  it('refuses other bytes of a recorded build, and sends nothing', async () => {
    await writeWheel(twine.dist, '23');
    await twine.upload();
    await writeWheel(twine.dist, '23', '1.0.0', 'changed');
    const before = twine.meter.read().writes;
    const { code, stderr } = await twine.upload();
    expect(code).toBe(4);
    expect(stderr).toContain('error[build-exists]');
    expect(twine.meter.read().writes).toBe(before);
  });

  it('checks every file before the first byte is sent', async () => {
    await writeWheel(twine.dist, '23');
    await writeFile(join(twine.dist, 'pyabc-1.0.0-24-py3-none-any.whl'), 'no wheel');
    const { code, stderr } = await twine.upload();
    expect(code).toBe(2);
    expect(stderr).toContain('pyabc-1.0.0-24-py3-none-any.whl');
    expect(await twine.held()).toEqual([]);
  });

  it('refuses a wheel that was renamed to another build, and says how to tag it', async () => {
    const wheel = await writeWheel(twine.dist, '23');
    await rename(wheel, join(twine.dist, 'pyabc-1.0.0-24-py3-none-any.whl'));
    const { code, stderr } = await twine.upload();
    expect(code).toBe(2);
    expect(stderr).toContain('error[build-tag-disagrees]');
    expect(stderr).toContain('codeartifact-twine tag --build 24 pyabc-1.0.0-23-py3-none-any.whl');
    expect(await twine.held()).toEqual([]);
  });

  it('tells each build that failed when others did not, with exit code 3', async () => {
    await writeWheel(twine.dist, '23');
    await twine.upload();
    await writeWheel(twine.dist, '23', '1.0.0', 'changed');
    await writeWheel(twine.dist, '24');
    const { code, stdout, stderr } = await twine.upload('--json');
    expect(code).toBe(3);
    expect(schemaErrors('upload', stdout)).toEqual([]);
    expect(JSON.parse(stdout)).toMatchObject({
      upload: { sets: [{ outcome: 'failed', reason: { code: 'build-exists' } }, { outcome: 'recorded' }] },
    });
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'files-not-uploaded', message: '1 of 2 builds failed: pyabc==1.0.0 build 23.' },
    });
  });

  it('says below each build that failed why, and what to do', async () => {
    await writeWheel(twine.dist, '23');
    await twine.upload();
    await writeWheel(twine.dist, '23', '1.0.0', 'changed');
    await writeWheel(twine.dist, '24');
    const { stdout } = await twine.upload();
    expect(stdout).toMatch(
      /^pyabc==1\.0\.0 build 23 is not uploaded to AbcDev, or only in part\n {2}Build 23 of .* is on record already, .*\n {2}next: .*\n {2}not-uploaded {2}pyabc-1\.0\.0-23-/m,
    );
  });

  it('leaves signatures and attestations out, and says so', async () => {
    await writeWheel(twine.dist, '23');
    await writeFile(join(twine.dist, 'pyabc-1.0.0-23-py3-none-any.whl.asc'), 'signature');
    await writeFile(join(twine.dist, 'pyabc-1.0.0-23-py3-none-any.whl.publish.attestation'), '{}');
    const { code, stderr } = await twine.upload();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^codeartifact-twine: warning: OpenPGP signatures are not sent: .*\.whl\.asc\n/);
    expect(stderr).toMatch(/^codeartifact-twine: warning: left out, being no distributions: .*\.attestation$/m);
  });

  it.each([['-s'], ['--sign', '--sign-with', 'gpg2', '-i', 'me@abc.example']])(
    'uploads where twine would sign (%s), and says that it does not',
    async (...flags) => {
      const wheel = await writeWheel(twine.dist, '23');
      const args = ['upload', ...flags, wheel, '--domain', 'abc', '--repository', 'AbcDev'];
      const { code, stderr } = await twine.run(args);
      expect(code).toBe(0);
      expect(stderr).toMatch(/^codeartifact-twine: warning: --sign signs nothing here: .*\n$/);
      expect(await twine.held()).toEqual(['pyabc-1.0.0-23-py3-none-any.whl']);
    },
  );

  it('refuses an identity that is to sign nothing, as twine does', async () => {
    await writeWheel(twine.dist, '23');
    const { code, stderr } = await twine.upload('--identity', 'me@abc.example');
    expect(code).toBe(2);
    expect(stderr).toContain('--identity needs --sign');
  });

  it('uploads only, with --no-record', async () => {
    await writeWheel(twine.dist, '23');
    const { code, stdout } = await twine.upload('--no-record');
    expect(code).toBe(0);
    expect(stdout).toContain('is uploaded to AbcDev, without a record');
    expect((await twine.upload('--no-record')).stdout).toContain('was in AbcDev before, without a record: no change');
    const { stdout: sets } = await twine.run(['sets', 'pyabc', '--domain', 'abc', '-r', 'AbcDev', '--json']);
    expect(JSON.parse(sets)).toMatchObject({ sets: [{ state: 'derived' }] });
  });

  it('names buildset init where there is no home', async () => {
    const bare = await TwineInMemory.create({ home: false });
    await writeWheel(bare.dist, '23');
    const { code, stderr } = await bare.upload();
    expect(code).toBe(4);
    expect(stderr).toContain('buildset init --domain abc');
    expect(await bare.held()).toEqual([]);
    await bare.remove();
  });

  describe('with --open', () => {
    it('adds to a build that seal closes', async () => {
      await writeWheel(twine.dist, '23');
      const { code, stdout } = await twine.upload('--open', '--build', '23');
      expect(code).toBe(0);
      expect(stdout).toContain('pyabc==1.0.0 build 23 is added to in AbcDev; it stays open until it is sealed');
      const promote = ['promote', 'pyabc==1.0.0', '--build', '23', '--from', 'AbcDev', '--to', 'AbcStaging'];
      expect((await twine.run([...promote, '--domain', 'abc'])).stderr).toContain('error[set-open]');
      const sealed = await twine.run(['seal', 'pyabc==1.0.0', '--build', '23', '--expect', '1', '--domain', 'abc']);
      expect(sealed.code).toBe(0);
      const again = await twine.upload('--open', '--build', '23');
      expect(again.stdout).toContain('was uploaded to AbcDev and recorded before: no change');
      expect(again.stdout).not.toContain('set sha256:');
      expect((await twine.run([...promote, '--domain', 'abc'])).code).toBe(0);
      expect(await twine.held('AbcStaging')).toEqual(['pyabc-1.0.0-23-py3-none-any.whl']);
    });

    it('takes no work item, which would be lost, and says where it belongs', async () => {
      await writeWheel(twine.dist, '23');
      const { code, stderr } = await twine.upload('--open', '--build', '23', '--work-item', 'ABC-23');
      expect(code).toBe(2);
      expect(stderr).toContain('next: Leave it out here, and give it to seal.');
      expect(await twine.held()).toEqual([]);
    });

    it('refuses files of another build', async () => {
      await writeWheel(twine.dist, '24');
      const { code, stderr } = await twine.upload('--open', '--build', '23');
      expect(code).toBe(2);
      expect(stderr).toContain(
        'error[build-disagrees]: These files are not of build 23: pyabc-1.0.0-24-py3-none-any.whl.',
      );
    });

    it.each([[['--open']], [['--open', '--build', '23', '--no-record']]])('does not take %j', async (flags) => {
      await writeWheel(twine.dist, '23');
      expect((await twine.upload(...flags)).stderr).toContain('error[usage]');
    });
  });

  describe('with --attestations', () => {
    const NAME = 'pyabc-1.0.0-23-py3-none-any.whl';
    const write = (text: string, name = NAME) => writeFile(join(twine.dist, `${name}.publish.attestation`), text);

    /** As PEP 740 has it, but for what is signed. */
    async function attest(wheel: string, digest?: string): Promise<void> {
      const sha256 =
        digest ??
        createHash('sha256')
          .update(await readFile(wheel))
          .digest('hex');
      const subject = [{ name: basename(wheel), digest: { sha256 } }];
      const statement = { _type: 'https://in-toto.io/Statement/v1', subject, predicateType: 'x', predicate: null };
      const envelope = { statement: Buffer.from(JSON.stringify(statement)).toString('base64'), signature: 'c2ln' };
      const material = { certificate: 'Y2VydA==', transparency_entries: [{}] };
      await write(JSON.stringify({ version: 1, verification_material: material, envelope }), basename(wheel));
    }

    /** What is sent along when build 23 is promoted. */
    async function promotedFields(): Promise<ReadonlyMap<string, string>> {
      const sent = vi.spyOn(MemoryRegistry.prototype, 'publishAsset');
      const line = 'promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcStaging --domain abc';
      expect((await twine.run(line.split(' '))).code).toBe(0);
      return new Map(sent.mock.calls.flatMap(([, { fields = [] }]) => fields));
    }

    it('keeps what stands beside a wheel with the build, and sends it again when that is promoted', async () => {
      for (const build of ['22', '23']) await attest(await writeWheel(twine.dist, build));
      const { code, stderr } = await twine.upload('--attestations');
      expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.not.stringContaining('left out') });
      expect(JSON.parse((await promotedFields()).get('attestations') ?? '')).toMatchObject([{ version: 1 }]);
    });

    it('keeps one that was made after the build was recorded, once', async () => {
      const wheels = [await writeWheel(twine.dist, '22'), await writeWheel(twine.dist, '23')];
      await twine.upload();
      for (const wheel of wheels) await attest(wheel);
      await twine.upload('--attestations');
      const { writes } = twine.meter.read();
      await twine.upload('--attestations');
      await twine.upload();
      expect(twine.meter.read().writes).toBe(writes);
      const fields = await promotedFields();
      expect(fields.get('name')).toBe('pyabc');
      expect(JSON.parse(fields.get('attestations') ?? '')).toMatchObject([{ version: 1 }]);
    });

    it.each(['{}', 'not JSON', '{"version":1,"verification_material":{},"envelope":{"statement":"c2FpZA=="}}'])(
      'refuses %s before anything is sent',
      async (text) => {
        await writeWheel(twine.dist, '23');
        await write(text);
        expect(await twine.upload('--attestations')).toMatchObject({
          code: 2,
          stderr: expect.stringContaining('error[attestation-invalid]'),
        });
        expect(await twine.held()).toEqual([]);
      },
    );

    it('refuses one that a wheel has kept which was built again', async () => {
      await attest(await writeWheel(twine.dist, '23'), 'ab'.repeat(32));
      const { code, stderr } = await twine.upload('--attestations');
      expect(code).toBe(2);
      expect(stderr).toContain(
        `error[attestation-invalid]: ${twine.dist}/${NAME}.publish.attestation is about other bytes`,
      );
    });

    it('refuses to tag a wheel that was attested', async () => {
      await attest(await writeWheel(twine.dist, undefined));
      const { code, stderr } = await twine.upload('--attestations', '--build', '23');
      expect(code).toBe(2);
      expect(stderr).toContain('are about other bytes');
    });

    it('refuses files that have none, as twine does, before anything is sent', async () => {
      await attest(await writeWheel(twine.dist, '22'));
      const wheel = await writeWheel(twine.dist, '23');
      const { code, stderr } = await twine.upload('--attestations');
      expect(code).toBe(2);
      expect(stderr).toContain(`error[attestation-missing]: No attestation is given with ${wheel}.`);
      expect(await twine.held()).toEqual([]);
    });
  });

  it('says when nothing matches', async () => {
    const { code, stderr } = await twine.upload();
    expect(code).toBe(2);
    expect(stderr).toContain('error[no-files]');
  });
});
