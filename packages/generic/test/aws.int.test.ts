/* oxlint-disable vitest/no-disabled-tests, vitest/no-conditional-tests -- skipped, and said so, where there is no AWS CLI. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalService } from './local-service.ts';
import { smallFiles, writeTree } from './trees.ts';

const run = promisify(execFile);
const PACKAGE = ['--namespace', 'ops', '--package', 'scripts', '--package-version', '1'];

/** `aws` of the PATH, if it answers. */
const hasAws = await run('aws', ['--version'], { timeout: 150_000 }).then(
  () => true,
  () => false,
);
if (!hasAws && process.env['BUILDSET_REQUIRE_CLIENTS'] === '1') throw new Error('there is no aws on the PATH');

describe.skipIf(!hasAws)(`the AWS CLI as second reader${hasAws ? '' : ' (skipped: no aws on the PATH)'}`, () => {
  let service: LocalService;

  const aws = async (operation: string, ...args: string[]): Promise<unknown> => {
    const where = ['--domain', 'abc', '--format', 'generic', ...PACKAGE, '--output', 'json'];
    const { stdout } = await run('aws', ['codeartifact', operation, ...where, ...args], {
      env: { PATH: process.env['PATH'] ?? '', ...service.environment },
      timeout: 150_000,
    });
    return JSON.parse(stdout);
  };

  beforeAll(async () => {
    service = await LocalService.start((name, value) => vi.stubEnv(name, value));
    await writeTree(await service.make('tree'), { ...smallFiles(20), "50% 'off'.md": 'x' });
    await service.run(['publish', 'tree', ...PACKAGE, '--build', '1', '--repository', 'AbcDev']);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  });

  it('sees an ordinary version with the same assets, and no more', async () => {
    const listing = await aws('list-package-version-assets', '--repository', 'AbcDev');
    const { assets } = listing as { assets: { name: string }[] };
    const names = assets.map(({ name }) => name);
    expect(names).toHaveLength(21);
    expect(names).toContain('dir 3~1sub~00~1file-3.txt');
    expect(names).toContain('50~x25; ~x27;off~x27;.md');
  });

  it('gets the same bytes', async () => {
    const to = join(service.folder, 'asset');
    await aws('get-package-version-asset', '--repository', 'AbcDev', '--asset', 'dir 3~1sub~00~1file-3.txt', to);
    const path = 'dir 3/sub~0/file-3.txt';
    expect(await readFile(to, 'utf8')).toBe(await readFile(join(service.folder, 'tree', path), 'utf8'));
  });

  it('publishes what download restores, as far as names say paths', async () => {
    const content = join(service.folder, 'tree/deploy.sh');
    const { stdout } = await run('sha256sum', [content]);
    const asset = ['--asset-name', 'bin~1x', '--asset-sha256', stdout.slice(0, 64), '--asset-content', content];
    const version = ['--domain', 'abc', '--format', 'generic', '--namespace', 'ops', '--package', 'plain'];
    const env = { PATH: process.env['PATH'] ?? '', ...service.environment };
    const args = [...version, '--package-version', '1', '--repository', 'AbcDev', ...asset];
    await run('aws', ['codeartifact', 'publish-package-version', ...args], { env, timeout: 150_000 });
    await service.run(['download', 'ops/plain==1', '--repository', 'AbcDev', '--to', 'plain']);
    expect(await readFile(join(service.folder, 'plain/bin/x'))).toEqual(await readFile(content));
  });
});
