import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  ListPackageVersionAssetsCommand,
  PublishPackageVersionCommand,
} from '@aws-sdk/client-codeartifact';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

let dataDir: string;
let server: RunningCodeArtifact;

const bytes = Buffer.alloc(5_000_000, 'abc');
const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
const at = { domain: 'abc', repository: 'dev', format: 'generic', namespace: 'n', package: 'p' } as const;
const version = { ...at, packageVersion: '1' };

const client = (): CodeartifactClient =>
  new CodeartifactClient({ endpoint: server.endpoint, region: server.region, credentials: server });

const publish = () =>
  client().send(
    new PublishPackageVersionCommand({
      ...version,
      assetName: 'a.bin',
      assetContent: bytes,
      assetSHA256: digest('sha256'),
    }),
  );

const listed = async () => {
  const { assets = [] } = await client().send(new ListPackageVersionAssetsCommand(version));
  return assets.map((asset) => asset.hashes);
};

const all = () => [
  { MD5: digest('md5'), 'SHA-1': digest('sha1'), 'SHA-256': digest('sha256'), 'SHA-512': digest('sha512') },
];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'slow-hashes-'));
  server = await startCodeArtifact({ dataDir });
  await client().send(new CreateDomainCommand({ domain: 'abc' }));
  await client().send(new CreateRepositoryCommand({ domain: 'abc', repository: 'dev' }));
});
afterEach(async () => {
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
});

describe('the hashes of a large asset', () => {
  it('are SHA-256 when it is published, and all four when it is listed', async () => {
    const published = await publish();
    expect(published.asset?.hashes).toMatchObject({ 'SHA-256': digest('sha256') });
    expect(await listed()).toEqual(all());
  });

  it('are found after a stop that came first', async () => {
    await publish();
    await server.close();
    server = await startCodeArtifact({ dataDir });
    expect(await listed()).toEqual(all());
  });

  it('are all in the reply to a second publish of the same bytes', async () => {
    await publish();
    await listed();
    expect([(await publish()).asset?.hashes]).toEqual(all());
  });
});
