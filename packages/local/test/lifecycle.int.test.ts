import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetPackageVersionAssetCommand,
  ListDomainsCommand,
  ListPackageVersionsCommand,
  PublishPackageVersionCommand,
} from '@aws-sdk/client-codeartifact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startCodeArtifact } from '../src/index.ts';

const bin = fileURLToPath(new URL('../bin/codeartifact-local.cjs', import.meta.url));
let folder: string;
const started: ChildProcess[] = [];

interface Ready {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly pid: number;
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lifecycle-'));
});

afterEach(async () => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

const start = async (): Promise<{ child: ChildProcess; ready: Ready }> => {
  const child = spawn(process.execPath, [bin, 'start', '--port', '0', '--data', folder, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const lines = createInterface({ input: child.stdout });
  // The output of one that dies before its first line only ends.
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
  if (line === undefined) throw new Error('codeartifact-local ended before it was ready');
  return { child, ready: JSON.parse(String(line)) as Ready };
};

const run = async (...args: string[]) => {
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  child.stdout.on('data', (text: Buffer) => (output += text.toString()));
  child.stderr.on('data', (text: Buffer) => (output += text.toString()));
  const [code] = await once(child, 'close');
  return { code: Number(code), output };
};

const clientOf = (ready: Ready): CodeartifactClient =>
  new CodeartifactClient({ endpoint: ready.endpoint, region: 'us-east-1', credentials: ready, maxAttempts: 1 });

const at = { domain: 'abc', repository: 'dev', format: 'generic', namespace: 'n', package: 'p' } as const;

const publish = (client: CodeartifactClient, version: string) =>
  client.send(
    new PublishPackageVersionCommand({
      ...at,
      packageVersion: version,
      assetName: 'a',
      assetSHA256: createHash('sha256').update(version).digest('hex'),
      assetContent: Buffer.from(version),
    }),
  );

describe('codeartifact-local', () => {
  it('keeps every acknowledged write when it is killed, and nothing half', async () => {
    const first = await start();
    const writer = clientOf(first.ready);
    await writer.send(new CreateDomainCommand({ domain: 'abc' }));
    await writer.send(new CreateRepositoryCommand({ domain: 'abc', repository: 'dev' }));
    const acknowledged: string[] = [];
    const write = async (lane: number): Promise<void> => {
      for (let n = 0; ; n++) {
        await publish(writer, `${lane}.${n}`);
        acknowledged.push(`${lane}.${n}`);
        if (acknowledged.length === 40) first.child.kill('SIGKILL');
      }
    };
    await Promise.allSettled([0, 1, 2, 3].map(write));
    writer.destroy();
    const second = await start();
    const reader = clientOf(second.ready);
    const list = await reader.send(new ListPackageVersionsCommand({ ...at, maxResults: 1000 }));
    const found = (list.versions ?? []).map((version) => version.version ?? '');
    expect(acknowledged.filter((version) => !found.includes(version))).toEqual([]);
    for (const version of found) {
      const got = await reader.send(new GetPackageVersionAssetCommand({ ...at, packageVersion: version, asset: 'a' }));
      expect(await got.asset?.transformToString()).toBe(version);
    }
    reader.destroy();
  });

  it('keeps its credentials to itself, prints them, and stops on SIGTERM', async () => {
    const { child, ready } = await start();
    expect((await stat(join(folder, 'credentials.json'))).mode & 0o777).toBe(0o600);
    const env = await run('env', '--data', folder, '--format', 'json');
    expect(JSON.parse(env.output)).toMatchObject({
      AWS_ACCESS_KEY_ID: ready.accessKeyId,
      AWS_ENDPOINT_URL_CODEARTIFACT: ready.endpoint,
    });
    const client = clientOf(ready);
    expect((await client.send(new ListDomainsCommand({}))).domains).toEqual([]);
    client.destroy();
    child.kill('SIGTERM');
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
  });

  it('refuses a folder that is served, and an address that others can reach', async () => {
    const server = await startCodeArtifact({ dataDir: folder });
    const second = await run('start', '--port', '0', '--data', folder);
    expect(second).toMatchObject({ code: 1, output: expect.stringContaining('is served by process') });
    await expect(startCodeArtifact({ dataDir: folder })).rejects.toMatchObject({ name: 'FolderInUseError' });
    await server.close();
    const open = await run('start', '--host', '0.0.0.0', '--port', '0', '--data', folder);
    expect(open).toMatchObject({ code: 2, output: expect.stringContaining('--allow-remote') });
    expect(await run('start', '--assume', 'copy-overwrite=both')).toMatchObject({ code: 2 });
  });
});
