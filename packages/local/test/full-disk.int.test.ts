import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publishers } from './publish-any.ts';
import { builtServer, type ChildServer, startChild } from './built-server.ts';

const posix = process.platform !== 'win32';

let dataDir: string;
let server: ChildServer;
let token: string;

const base = (): string => `${server.endpoint}/pypi/d/abc-000000000000/dev/`;

/** Sends it all before it reads the answer, as twine does. */
const upload = (build: number, content: Buffer): Promise<number> => {
  const head = [':action=file_upload', 'name=big', 'version=1.0']
    .map((field) => field.split('='))
    .map(([name, value]) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join('');
  const file = `--x\r\nContent-Disposition: form-data; name="content"; filename="big-1.0-${build}-py3-none-any.whl"\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head + file), content, Buffer.from('\r\n--x--\r\n')]);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'multipart/form-data; boundary=x' };
  return new Promise((resolve, reject) => {
    const sent = request(base(), { method: 'POST', headers: { ...headers, 'content-length': body.length } });
    sent.on('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(body);
  });
};

const filesOf = async (): Promise<readonly string[]> => {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/vnd.pypi.simple.v1+json' };
  const page = await (await fetch(`${base()}simple/big/`, { headers })).text();
  return [...page.matchAll(/"filename":"([^"]+)"/gu)].map((match) => match[1] ?? '');
};

describe.skipIf(!posix)('a disk that takes no more', () => {
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'full-disk-'));
    // To the server a file that may not grow is a disk that is full: its writes fail, in the middle of a file.
    const limit = "ulimit -f 8192; trap '' XFSZ;";
    server = await startChild(builtServer('full-disk'), dataDir, limit, '--log', join(dataDir, 'log.jsonl'));
    const { endpoint, credentials } = server;
    const client = new CodeartifactClient({ endpoint, region: 'us-east-1', credentials });
    await client.send(new CreateDomainCommand({ domain: 'abc' }));
    await client.send(new CreateRepositoryCommand({ domain: 'abc', repository: 'dev' }));
    token = (await client.send(new GetAuthorizationTokenCommand({ domain: 'abc' }))).authorizationToken ?? '';
  });
  afterAll(async () => {
    await server.kill();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('is answered with 500, loses nothing, keeps no half file, and takes what has room', async () => {
    expect(await upload(1, Buffer.from('small'))).toBe(200);
    expect(await upload(2, Buffer.alloc(20_000_000, 'x'))).toBe(500);
    expect(await filesOf()).toEqual(['big-1.0-1-py3-none-any.whl']);
    expect(await readdir(join(dataDir, 'incoming'))).toEqual([]);
    expect(await upload(3, Buffer.from('small too'))).toBe(200);
    expect(await filesOf()).toEqual(['big-1.0-1-py3-none-any.whl', 'big-1.0-3-py3-none-any.whl']);
  });

  it('is told in the log with the reason that the system gives', async () => {
    expect(await upload(4, Buffer.alloc(20_000_000, 'y'))).toBe(500);
    const line = /"event":"fault",.*"message":"Error: EFBIG: file too large/u;
    await vi.waitFor(async () => expect(await readFile(join(dataDir, 'log.jsonl'), 'utf8')).toMatch(line));
  });

  it.each(Object.entries(publishers))('is answered with 500 to %s publishes as well', async (_format, one) => {
    const { endpoint, credentials } = server;
    const target = { endpoint, credentials, token };
    expect(await one.publish(target, '1.0.0', 'small')).toBe(200);
    expect(await one.publish(target, '2.0.0', 'x'.repeat(20_000_000))).toBe(500);
    expect(await readdir(join(dataDir, 'incoming'))).toEqual([]);
    expect(await one.fetched(target, '1.0.0')).toBe('small');
    expect(await one.publish(target, '2.0.0', 'small too')).toBe(200);
    expect(await one.fetched(target, '2.0.0')).toBe('small too');
  });
});
