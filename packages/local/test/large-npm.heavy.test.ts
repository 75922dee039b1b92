import { createHash } from 'node:crypto';
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-codeartifact';
import { describe, expect, it } from 'vitest';
import { builtServer, type ChildServer, startChild } from './built-server.ts';

/** A multiple of three, so that its base64 is the block's, repeated. */
const block = Buffer.alloc(999_999, 'abc');
const blocks = 500;

function* documentOf(integrity: string): Generator<string> {
  const manifest = { name: 'big', version: '1.0.0', dist: { integrity } };
  const head = JSON.stringify({ name: 'big', 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': manifest } });
  yield `${head.slice(0, -1)},"_attachments":{"big-1.0.0.tgz":{"data":"`;
  const base64 = block.toString('base64');
  for (let n = 0; n < blocks; n++) yield base64;
  yield '"}}}';
}

async function publish(server: ChildServer): Promise<number> {
  const { endpoint, credentials } = server;
  const client = new CodeartifactClient({ endpoint, region: 'us-east-1', credentials });
  await client.send(new CreateDomainCommand({ domain: 'abc' }));
  await client.send(new CreateRepositoryCommand({ domain: 'abc', repository: 'dev' }));
  const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain: 'abc' }));
  const hash = createHash('sha512');
  for (let n = 0; n < blocks; n++) hash.update(block);
  const sent = request(`${endpoint}/npm/d/abc-000000000000/dev/big`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${authorizationToken}`, 'content-type': 'application/json' },
  });
  const answered = new Promise<number>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
  });
  await pipeline(Readable.from(documentOf(`sha512-${hash.digest('base64')}`)), sent);
  return answered;
}

describe.skipIf(process.platform !== 'linux')('an npm publish of 500 MB', () => {
  it('costs the server less than 250 MB', { timeout: 600_000 }, async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'large-npm-'));
    const server = await startChild(builtServer('large-npm'), dataDir);
    try {
      expect(await publish(server)).toBe(200);
      const status = await readFile(`/proc/${server.process.pid}/status`, 'utf8');
      const peakMb = Number(/VmHWM:\s+(\d+) kB/u.exec(status)?.[1]) / 1024;
      process.stdout.write(`peak memory of the server: ${Math.round(peakMb)} MB\n`);
      expect(peakMb).toBeLessThan(250);
    } finally {
      await server.kill();
      await rm(dataDir, { recursive: true, force: true });
    }
  });
});
