import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LocalService } from './local-service.ts';

const GIB = 1024 ** 3;
const CHUNK = 1024 ** 2;
const TIMEOUT_MS = 600_000;

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

describe('a file of 2 GB', () => {
  let service: LocalService;

  beforeAll(async () => {
    service = await LocalService.start((name, value) => vi.stubEnv(name, value));
    const chunks = function* () {
      for (let at = 0; at < 2 * GIB; at += CHUNK) yield Buffer.alloc(CHUNK, at / CHUNK);
    };
    await pipeline(Readable.from(chunks()), createWriteStream(join(await service.make('tree'), 'large.bin')));
  }, TIMEOUT_MS);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  }, TIMEOUT_MS);

  it(
    'is published, activated and restored',
    async () => {
      const flags = ['--namespace', 'ops', '--package', 'large', '--package-version', '1', '--repository', 'AbcDev'];
      await service.run(['publish', 'tree', ...flags, '--build', '1']);
      await service.run(['download', 'ops/large==1', '--repository', 'AbcDev', '--to', 'to']);
      expect(await sha256(join(service.folder, 'to/large.bin'))).toBe(
        await sha256(join(service.folder, 'tree/large.bin')),
      );
      await rm(join(service.folder, 'to'), { recursive: true });
    },
    TIMEOUT_MS,
  );
});
