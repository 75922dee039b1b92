import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startCodeArtifact } from '../src/index.ts';
import { openDiskBlobStore } from '../src/storage/disk-blob-store.ts';

it('a start removes the bytes that nothing refers to', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'orphans-'));
  const blobs = await openDiskBlobStore(dataDir);
  const source = async function* (): AsyncIterable<Uint8Array> {
    yield Buffer.from('a');
  };
  const { sha256 } = await blobs.receive(source(), 10);
  await (await startCodeArtifact({ dataDir })).close();
  expect(await readdir(join(dataDir, 'blobs', sha256.slice(0, 2)))).toEqual([]);
  await rm(dataDir, { recursive: true, force: true });
});
