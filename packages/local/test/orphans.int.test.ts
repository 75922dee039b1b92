import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodeartifactClient, DeletePackageVersionsCommand, type PackageFormat } from '@aws-sdk/client-codeartifact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCodeArtifact } from '../src/index.ts';
import { checkFolder, type FolderReport } from '../src/maintenance/fsck.ts';
import { openDiskBlobStore } from '../src/storage/disk-blob-store.ts';
import { openSqliteStore } from '../src/storage/sqlite/store.ts';
import { type PublishTarget, publishers } from './publish-any.ts';
import { openRawTarget, type RawTarget } from './raw-client.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'orphans-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

it('a start removes the bytes that nothing refers to', async () => {
  const blobs = await openDiskBlobStore(dataDir);
  const source = async function* (): AsyncIterable<Uint8Array> {
    yield Buffer.from('a');
  };
  const { sha256 } = await blobs.receive(source(), 10);
  await (await startCodeArtifact({ dataDir })).close();
  expect(await readdir(join(dataDir, 'blobs', sha256.slice(0, 2)))).toEqual([]);
});

const targetOf = ({ server, token }: RawTarget): PublishTarget => ({
  endpoint: server.endpoint,
  token,
  credentials: server,
});

async function fsck(): Promise<FolderReport> {
  const store = openSqliteStore(join(dataDir, 'metadata.db'));
  const report = await checkFolder(store, await openDiskBlobStore(dataDir));
  await store.close();
  return report;
}

async function remove({ server }: RawTarget, format: PackageFormat, version: string): Promise<void> {
  const { endpoint, region } = server;
  const client = new CodeartifactClient({ endpoint, region, credentials: server });
  const namespace = format === 'generic' ? { namespace: 'n' } : {};
  const at = { domain: 'abc', repository: 'dev', format, package: 'p', ...namespace };
  await client.send(new DeletePackageVersionsCommand({ ...at, versions: [version] }));
  client.destroy();
}

describe.each(Object.entries(publishers))('%s publishes', (format, { breakOff, fetched, publish }) => {
  it('leave orphans where they were refused or deleted, which fsck names and the next start removes', async () => {
    let target = await openRawTarget({ dataDir });
    expect(await publish(targetOf(target), '1.0.0', 'kept')).toBe(200);
    expect(await publish(targetOf(target), '2.0.0', 'deleted')).toBe(200);
    expect(await publish(targetOf(target), '1.0.0', 'other bytes')).toBe(409);
    expect(await publish(targetOf(target), '3.0.0', 'wrong digest', { wrongDigest: true })).toBe(400);
    await remove(target, format as PackageFormat, '2.0.0');
    await target.close();
    const orphans = ['deleted', 'other bytes', 'wrong digest'].map(digest).toSorted();
    expect(await fsck()).toEqual({ checked: 1, missing: [], damaged: [], orphans, collected: false });

    target = await openRawTarget({ dataDir, again: true });
    expect(await fetched(targetOf(target), '1.0.0')).toBe('kept');
    // The same bytes come again after their blob was removed.
    expect(await publish(targetOf(target), '2.0.0', 'deleted')).toBe(200);
    expect(await fetched(targetOf(target), '2.0.0')).toBe('deleted');
    await target.close();
    expect(await fsck()).toMatchObject({ checked: 2, missing: [], damaged: [], orphans: [] });
  });

  it('keep nothing of an upload that breaks off, and the server goes on', async () => {
    const target = await openRawTarget({ dataDir });
    await breakOff(targetOf(target));
    expect(await publish(targetOf(target), '1.0.0', 'kept')).toBe(200);
    await target.close();
    expect(target.reported).toEqual([]);
    expect(await readdir(join(dataDir, 'incoming'))).toEqual([]);
    expect(await fsck()).toMatchObject({ checked: 1, missing: [], damaged: [], orphans: [] });
  });

  it('are named by fsck when their bytes are damaged or gone', async () => {
    const target = await openRawTarget({ dataDir });
    for (const [version, text] of [
      ['1.0.0', 'damaged'],
      ['2.0.0', 'gone'],
      ['3.0.0', 'whole'],
    ] as const) {
      expect(await publish(targetOf(target), version, text)).toBe(200);
    }
    await target.close();
    const blobs = await openDiskBlobStore(dataDir);
    await writeFile(blobs.pathOf(digest('damaged')), 'Damaged');
    await blobs.remove(digest('gone'));
    const found = { checked: 3, damaged: [digest('damaged')], missing: [digest('gone')], orphans: [] };
    expect(await fsck()).toMatchObject(found);
  });
});
