import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startLocalService } from './local-service.ts';

const MEGABYTES = 1024;
/** What a command of ours may take at most, whatever the asset's size. */
const MEMORY_BOUND_MEGABYTES = 200;

it('publishes and copies a gigabyte in bounded memory, and it arrives as it was sent', async () => {
  const { server, close } = await startLocalService();
  try {
    const script = fileURLToPath(new URL('transfer-process.mjs', import.meta.url));
    const { endpoint, accessKeyId, secretAccessKey } = server;
    const args = [script, endpoint, accessKeyId, secretAccessKey, String(MEGABYTES)];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 170_000 });
    const result: unknown = JSON.parse(stdout);
    expect(result).toMatchObject({ peakMegabytes: expect.any(Number), sent: { size: MEGABYTES * 1024 * 1024 } });
    const { peakMegabytes, assets, sent } = result as { peakMegabytes: number; assets: unknown; sent: unknown };
    expect(assets).toEqual([sent]);
    expect(peakMegabytes).toBeLessThan(MEMORY_BOUND_MEGABYTES);
  } finally {
    await close();
  }
}, 180_000);
