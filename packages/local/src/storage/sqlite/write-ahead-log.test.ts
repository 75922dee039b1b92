import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openWriteAheadLog } from './write-ahead-log.ts';

it.skipIf(process.platform === 'win32')('says what to do when the system does not sync it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'log-'));
  // A file that cannot be synced.
  await symlink(devNull, join(folder, 'a.db-wal'));
  const log = openWriteAheadLog(join(folder, 'a.db'));
  await expect(log.sync()).rejects.toThrow('start the server anew: Error: EINVAL');
  log.close();
  await rm(folder, { recursive: true });
});
