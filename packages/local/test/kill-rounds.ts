import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  ListPackageVersionAssetsCommand,
} from '@aws-sdk/client-codeartifact';
import { checkFolder, type FolderReport } from '../src/maintenance/fsck.ts';
import { openDiskBlobStore } from '../src/storage/disk-blob-store.ts';
import { openSqliteStore } from '../src/storage/sqlite/store.ts';
import { builtServer, type ChildServer, startChild } from './built-server.ts';

export interface KillResult {
  /** Uploads that were answered with 200. */
  readonly acknowledged: number;
  /** Sentences on acknowledged files that were lost, and on files that are not whole. */
  readonly wrong: readonly string[];
  /** The folder as the last kill left it. */
  readonly folder: FolderReport;
}

const writers = 4;
const longestLifeMs = 400;

/**
 * Uploads with several writers to a server that is killed again and again at a random moment, and looks at what is there after each.
 * `name` is of the caller alone: two that run at once must not build the server over each other.
 */
export async function killRounds(rounds: number, name: string): Promise<KillResult> {
  const program = builtServer(name);
  const dataDir = await mkdtemp(join(tmpdir(), 'kill-rounds-'));
  const wrong: string[] = [];
  let total = 0;
  try {
    let token = '';
    for (let round = 0; round < rounds; round++) {
      const server = await startChild(program, dataDir);
      if (round === 0) token = await prepare(server);
      const acknowledged = new Map<string, string>();
      const load = Array.from({ length: writers }, (_, n) => write(server, token, `p${round}-${n}`, acknowledged));
      await sleep(50 + Math.random() * longestLifeMs);
      // However slow the machine is: without one that was acknowledged nothing would be shown.
      while (total + acknowledged.size === 0) await sleep(1);
      await server.kill();
      await Promise.all(load);
      total += acknowledged.size;
      wrong.push(...(await lookAfter(program, dataDir, token, round, acknowledged)));
    }
    const store = openSqliteStore(join(dataDir, 'metadata.db'));
    const folder = await checkFolder(store, await openDiskBlobStore(dataDir));
    await store.close();
    return { acknowledged: total, wrong, folder };
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function prepare(server: ChildServer): Promise<string> {
  const client = clientOf(server);
  await client.send(new CreateDomainCommand({ domain: 'abc' }));
  await client.send(new CreateRepositoryCommand({ domain: 'abc', repository: 'dev' }));
  return (await client.send(new GetAuthorizationTokenCommand({ domain: 'abc' }))).authorizationToken ?? '';
}

function clientOf({ endpoint, credentials }: ChildServer): CodeartifactClient {
  return new CodeartifactClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
}

const base = ({ endpoint }: ChildServer): string => `${endpoint}/pypi/d/abc-000000000000/dev/`;
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Uploads one build after the other until the server is gone. */
async function write(server: ChildServer, token: string, name: string, done: Map<string, string>): Promise<void> {
  for (let build = 1; ; build++) {
    const bytes = randomBytes(Math.trunc(Math.random() ** 3 * 2_000_000));
    const file = `${name.replace('-', '_')}-1.0-${build}-py3-none-any.whl`;
    const form = new FormData();
    const fields = { ':action': 'file_upload', name, version: '1.0', sha256_digest: digest(bytes) };
    for (const [key, value] of Object.entries(fields)) form.append(key, value);
    form.append('content', new Blob([bytes]), file);
    try {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(base(server), { method: 'POST', body: form, headers });
      if (response.status === 200) done.set(file, digest(bytes));
    } catch {
      return;
    }
  }
}

async function lookAfter(
  program: string,
  dataDir: string,
  token: string,
  round: number,
  acknowledged: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const server = await startChild(program, dataDir);
  const client = clientOf(server);
  const wrong: string[] = [];
  const found = new Map<string, string>();
  for (let n = 0; n < writers; n++) {
    const at = { domain: 'abc', repository: 'dev', format: 'pypi', package: `p${round}-${n}` } as const;
    const list = new ListPackageVersionAssetsCommand({ ...at, packageVersion: '1.0', maxResults: 1000 });
    const { assets = [] } = await client.send(list).catch(() => ({ assets: [] }));
    for (const { name = '', hashes } of assets) {
      const response = await fetch(`${base(server)}simple/p${round}-${n}/1.0/${name}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const got = digest(new Uint8Array(await response.arrayBuffer()));
      if (got !== hashes?.['SHA-256']) wrong.push(`${name} is ${got}, not ${hashes?.['SHA-256']}`);
      found.set(name, got);
    }
  }
  for (const [file, sha256] of acknowledged) {
    if (found.get(file) !== sha256) wrong.push(`${file} was acknowledged with ${sha256} and is ${found.get(file)}`);
  }
  client.destroy();
  await server.kill();
  return wrong;
}
