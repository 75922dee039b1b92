import { MemoryFile, type VersionRef } from '@buildset/core';
import { readTarball } from '@buildset/format-npm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NpmInMemory } from '../../test/npm-in-memory.ts';
import { schemaErrors } from '../../test/schemas.ts';

const B: VersionRef = { format: 'npm', name: 'b', version: '1.0.0' };

describe('promote --strip-build', () => {
  let npm: NpmInMemory;
  beforeEach(async () => {
    npm = await NpmInMemory.create();
    await npm.write({
      'mono/buildset.config.json': {
        domain: 'abc',
        stages: {
          dev: { repository: 'AbcDev' },
          staging: { repository: 'AbcStaging', from: ['dev'] },
          prod: { repository: 'AbcProd', from: ['dev'] },
        },
      },
      'mono/package.json': { name: 'mono', private: true, workspaces: ['packages/*'] },
      'mono/packages/a/package.json': { name: 'a', version: '1.0.0-24', dependencies: { b: '1.0.0-24' } },
      'mono/packages/b/package.json': { name: 'b', version: '1.0.0-24' },
    });
    const { code, stderr } = await npm.run('attach --workspaces -r dev', 'mono');
    if (code !== 0) throw new Error(stderr);
  });
  afterEach(() => npm.remove());

  it('promotes the version without its build', async () => {
    const { code } = await npm.run('promote --last --to staging --strip-build', 'mono/packages/b');
    expect(code).toBe(0);
    expect(await npm.domain.reader('AbcStaging').describeVersion(B)).toMatchObject({ status: 'Published' });
  });

  it('does not go with --with-deps, and says what does', async () => {
    const { code, stderr } = await npm.run('promote --last --to staging --strip-build --with-deps', 'mono/packages/b');
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('promote --workspaces or -w') });
  });

  describe('of a monorepo', () => {
    const STRIP = 'promote --workspaces --last --to staging --strip-build';

    const promotions = async (line: string): Promise<{ outcome: string; name: string }> =>
      ((await npm.json(line, 'mono')) as { promotions: { outcome: string; name: string } }).promotions;

    const statusOf = async (name: string) =>
      (await npm.domain.reader('AbcStaging').describeVersion({ ...B, name }))?.status;

    async function tarballOf(repository: string, name: string, version = '1.0.0'): Promise<Uint8Array> {
      const ref = { ...B, name, version };
      const reader = npm.domain.reader(repository);
      const [asset] = (await reader.listAssets(ref))?.assets ?? [];
      const chunks: Uint8Array[] = [];
      for await (const chunk of (asset && (await reader.openAsset(ref, asset))) ?? []) chunks.push(chunk);
      return Buffer.concat(chunks);
    }

    async function manifestOf(name: string): Promise<object> {
      const file = new MemoryFile('package.tgz', await tarballOf('AbcStaging', name));
      return (await readTarball(file)).manifest.content;
    }

    it('tells what the versions become', async () => {
      const { stdout } = await npm.run(`${STRIP} --dry-run`, 'mono');
      expect(stdout).toContain('a@1.0.0-24 as 1.0.0');
    });

    it('promotes all versions without their builds, and what they say of each other', async () => {
      expect(await promotions(STRIP)).toMatchObject({ outcome: 'promoted' });
      expect(await manifestOf('a')).toEqual({ name: 'a', version: '1.0.0', dependencies: { b: '1.0.0' } });
      expect(await manifestOf('b')).toEqual({ name: 'b', version: '1.0.0' });
    });

    it('makes no write when it is run again, and by the name of the release either', async () => {
      const { name } = await promotions(STRIP);
      const { writes } = npm.meter.read();
      expect(await promotions(STRIP)).toMatchObject({ outcome: 'already-there', name });
      const again = await promotions(`release promote ${name} --from dev --to staging --strip-build`);
      expect(again).toMatchObject({ outcome: 'already-there' });
      expect(npm.meter.read().writes).toBe(writes);
    });

    it('is one release with the builds themselves, and is taken back as a whole', async () => {
      const { name } = await promotions(STRIP);
      expect(await promotions('promote --workspaces --last --to prod')).toMatchObject({ outcome: 'promoted', name });
      const { undone } = (await npm.json(`release undo ${name} --to staging`, 'mono')) as { undone: object };
      expect(undone).toMatchObject({ outcome: 'undone', sets: [{ state: 'undone' }, { state: 'undone' }] });
      expect([await statusOf('a'), await statusOf('b')]).toEqual(['Archived', 'Archived']);
      expect(await promotions(STRIP)).toMatchObject({ outcome: 'promoted', name });
    });

    it('can be proved from what is on record, and from two tarballs', async () => {
      await promotions(STRIP);
      const answer = await npm.json('verify', 'mono/packages/a');
      expect(schemaErrors('verify', answer)).toEqual([]);
      const proof = { origin: { version: '1.0.0-24', recipe: 'npm-version/1 with a b' }, files: [{ equal: 'bytes' }] };
      expect(answer).toMatchObject({ verify: { proofs: [proof] } });
      await npm.write({
        'a.tgz': await tarballOf('AbcDev', 'a', '1.0.0-24'),
        'a-stripped.tgz': await tarballOf('AbcStaging', 'a'),
      });
      const files = await npm.json('verify a.tgz a-stripped.tgz');
      expect(schemaErrors('verify', files)).toEqual([]);
      expect(files).toMatchObject({ verify: { original: 'a.tgz', stripped: 'a-stripped.tgz', equal: 'bytes' } });
      const { code, stderr } = await npm.run('verify a.tgz a.tgz');
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('error[strip-differs]') });
    });

    it('is not proved where nothing was stripped', async () => {
      const { code, stderr } = await npm.run('verify --build 24', 'mono/packages/a');
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('error[not-stripped]') });
    });

    it('writes nothing in a dry run', async () => {
      const { writes } = npm.meter.read();
      expect(await promotions(`${STRIP} --dry-run`)).toMatchObject({ outcome: 'planned' });
      expect(npm.meter.read().writes).toBe(writes);
    });
  });
});
