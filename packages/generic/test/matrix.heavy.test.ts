import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalService } from './local-service.ts';
import { readTree, writeTree } from './trees.ts';

const SPEC = 'ops/tools==1.0';
const PACKAGE = ['--namespace', 'ops', '--package', 'tools', '--package-version', '1.0'];
const PLATFORMS = ['linux', 'mac', 'windows'];

describe('a build that several jobs add to', () => {
  let service: LocalService;

  const run = (...args: string[]) => service.run(args);
  const add = (platform: string, build: string) =>
    run('add', join(service.folder, platform), ...PACKAGE, '--build', build);
  const seal = (build: string, expected: number) =>
    run('seal', SPEC, '--build', build, '--expect', String(expected), '--repository', 'AbcDev');

  beforeAll(async () => {
    service = await LocalService.start((name, value) => vi.stubEnv(name, value));
    for (const platform of PLATFORMS) {
      const files = { [`${platform}/tool.sh`]: platform, [`${platform}/read me.txt`]: platform };
      await writeTree(await service.make(platform), files);
    }
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  });

  it('is opened under the next number, and is no set before it is sealed', async () => {
    expect(await run('open', SPEC, '--build', 'auto')).toMatchObject({ open: { outcome: 'opened', build: '1' } });
    expect(await run('open', SPEC, '--build', '1')).toMatchObject({ open: { outcome: 'already-open' } });
    expect(await run('sets', SPEC)).toMatchObject({ sets: [{ builds: ['1'], state: 'open', digest: null }] });
    expect(await service.run(['download', SPEC, '--build', '1', '--to', 'nowhere'], 4)).toMatchObject({
      error: { code: 'set-open' },
    });
  });

  it('takes files from all of them at once, twice over', async () => {
    await Promise.all(PLATFORMS.slice(0, 2).flatMap((platform) => [add(platform, '1'), add(platform, '1')]));
    const refused = ['seal', SPEC, '--build', '1', '--expect', '6', '--repository', 'AbcDev'];
    expect(await service.run(refused, 3)).toMatchObject({ error: { code: 'parts-missing' } });
    await add('windows', '1');
  });

  it('is sealed once, activated and restored with modes', async () => {
    expect(await seal('1', 6)).toMatchObject({ seal: { outcome: 'sealed' } });
    expect(await seal('1', 6)).toMatchObject({ seal: { outcome: 'already-sealed' } });
    const activated = await service.bin(['activate', SPEC, '--last', '--repository', 'AbcDev', '--domain', 'abc']);
    expect(activated.stdout).toMatch(/^ops\/tools==1\.0 build 1 was made active in AbcDev\n/);
    const to = join(service.folder, 'to');
    await run('download', SPEC, '--repository', 'AbcDev', '--to', to);
    expect(await readTree(to)).toMatchObject({ 'mac/tool.sh': '755 mac', 'linux/read me.txt': '644 linux' });
  });

  it('takes no other file when it is sealed, and the same ones are no change', async () => {
    expect(await add('linux', '1')).toMatchObject({
      add: { outcome: 'already-sealed', digest: expect.any(String), assets: [{ outcome: 'already-there' }, {}] },
    });
    await writeTree(await service.make('late'), { 'late.txt': '' });
    expect(await service.run(['add', join(service.folder, 'late'), ...PACKAGE, '--build', '1'], 4)).toMatchObject({
      error: { code: 'build-sealed' },
    });
  });

  it('is the same set that one job would have published', async () => {
    const all = await service.make('all');
    for (const platform of PLATFORMS) {
      await writeTree(all, { [`${platform}/tool.sh`]: platform, [`${platform}/read me.txt`]: platform });
    }
    await run('publish', all, ...PACKAGE, '--build', '2');
    expect(await run('diff', SPEC, '1', '2')).toMatchObject({ diff: { added: [], removed: [], changed: [] } });
    const { sets } = await run('sets', SPEC);
    expect(sets).toMatchObject([{ builds: ['1', '2'] }]);
  });

  it('says what adding did, and is sealed with the names that are expected', async () => {
    const again = ['add', join(service.folder, 'linux'), ...PACKAGE, '--build', '3', '--domain', 'abc'];
    const seal = ['seal', SPEC, '--build', '3', '--domain', 'abc', '--expect-file', 'linux/tool.sh'];
    expect((await service.bin(again)).stdout).toBe(
      '2 files added to ops/tools==1.0 build 3; it stays open until it is sealed.\n',
    );
    expect((await service.bin(again)).stdout).toContain('no change; 2 files. It stays open');
    const refused = await service.bin([...seal, '--expect-file', 'mac/tool.sh']);
    expect(refused).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('mac/tool.sh is missing; linux/read me.txt is not'),
    });
    const sealed = await service.bin([...seal, '--expect-file', 'linux/read me.txt']);
    expect(sealed.stdout).toContain('  linux/tool.sh\n');
    expect((await service.bin(again)).stdout).toMatch(/is sealed with these already: no change; 2 files, set sha256:/);
  });

  it('can be abandoned', async () => {
    await add('linux', '4');
    await run('abandon', SPEC, '--build', '4');
    const { sets } = await run('sets', SPEC);
    expect(sets).toHaveLength(2);
  });
});
