/* oxlint-disable vitest/no-disabled-tests, vitest/no-conditional-tests -- the AWS CLI's part is skipped, and said so, where there is none. */
import { execFile } from 'node:child_process';
import { createCipheriv, createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalService } from './local-service.ts';

const MIB = 1024 ** 2;
const SIZE = 2048 * MIB;
const TIMEOUT_MS = 1_800_000;
const SPEC = 'ops/large==1';
const PACKAGE = ['--namespace', 'ops', '--package', 'large', '--package-version', '1'];

const run = promisify(execFile);
const hasAws = await run('aws', ['--version'], { timeout: 60_000 }).then(
  () => true,
  () => false,
);
if (!hasAws && process.env['BUILDSET_REQUIRE_CLIENTS'] === '1') throw new Error('there is no aws on the PATH');

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: MIB }), hash);
  return hash.digest('hex');
}

/** Bytes that look random and nobody need keep: each build has others. */
function* noise(seed: number): Generator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  for (let made = 0; made < SIZE; made += MIB) yield cipher.update(Buffer.alloc(MIB));
}

describe('a file of 2 GB, in two builds', { timeout: TIMEOUT_MS }, () => {
  let service: LocalService;
  const digests: string[] = [];

  const promotion = async (...args: string[]) =>
    (await service.run(['promote', SPEC, ...args]))['promotion'] as Record<string, unknown>;

  beforeAll(async () => {
    service = await LocalService.start((name, value) => vi.stubEnv(name, value));
  }, TIMEOUT_MS);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  }, TIMEOUT_MS);

  it('is published twice, and the second build becomes active', async () => {
    for (const build of [1, 2]) {
      const file = join(await service.make('tree'), 'large.bin');
      await pipeline(Readable.from(noise(build)), createWriteStream(file));
      digests.push(await sha256(file));
      const flags = ['--build', String(build), '--repository', 'AbcDev'];
      const { publish } = await service.run(['publish', 'tree', ...PACKAGE, ...flags]);
      expect(publish).toMatchObject({ outcome: 'recorded', activation: { outcome: 'promoted' } });
      await rm(join(service.folder, 'tree'), { recursive: true });
    }
  });

  it('goes through three stages in its first build, from the second on without a byte by the client', async () => {
    const first = await promotion('--build', '1', '--from', 'AbcDev', '--to', 'AbcStaging');
    expect(first).toMatchObject({ outcome: 'promoted', method: 'assemble' });
    const second = await promotion('--build', '1', '--from', 'AbcStaging', '--to', 'AbcProd');
    expect(second).toMatchObject({ outcome: 'promoted', method: 'copy', bytesTransferred: 0 });
    const again = await promotion('--build', '1', '--from', 'AbcStaging', '--to', 'AbcProd');
    expect(again).toMatchObject({ outcome: 'already-there', writes: 0 });
  });

  it('is restored to the byte, and not fetched again', async () => {
    const download = ['download', SPEC, '--repository', 'AbcProd', '--to', 'to'];
    await service.run(download);
    const file = join(service.folder, 'to/large.bin');
    expect([(await stat(file)).size, await sha256(file)]).toEqual([SIZE, digests[0]]);
    expect(await service.run(download)).toMatchObject({ download: { files: [{ outcome: 'already-there' }] } });
    await rm(join(service.folder, 'to'), { recursive: true });
  });

  it.skipIf(!hasAws)(`is the same for the AWS CLI${hasAws ? '' : ' (skipped: no aws on the PATH)'}`, async () => {
    const file = join(service.folder, 'by-aws.bin');
    const where = ['--domain', 'abc', '--repository', 'AbcProd', '--format', 'generic', ...PACKAGE];
    await run('aws', ['codeartifact', 'get-package-version-asset', ...where, '--asset', 'large.bin', file], {
      env: { PATH: process.env['PATH'] ?? '', ...service.environment },
      timeout: TIMEOUT_MS,
    });
    expect(await sha256(file)).toBe(digests[0]);
    await rm(file);
  });
});
