import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-codeartifact';
import { expect, it } from 'vitest';
import { startCodeArtifact } from '../src/index.ts';

it('the log has a line for each request and no secrets, also without the test interface', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'log-'));
  const path = join(folder, 'log.jsonl');
  const server = await startCodeArtifact({ log: path, testApi: false });
  const client = new CodeartifactClient({ endpoint: server.endpoint, region: server.region, credentials: server });
  await client.send(new CreateDomainCommand({ domain: 'abc' }));
  await client.send(new CreateRepositoryCommand({ domain: 'abc', repository: 'dev' }));
  const { authorizationToken = '' } = await client.send(new GetAuthorizationTokenCommand({ domain: 'abc' }));
  const index = `${server.endpoint}/pypi/d/abc-000000000000/dev/simple/nothing/?X-Amz-Signature=secret`;
  const response = await fetch(index, { headers: { authorization: `Bearer ${authorizationToken}` } });
  await server.close();
  const text = await readFile(path, 'utf8');
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map((line) => [line.operation, line.status])).toEqual([
    ['CreateDomain', 200],
    ['CreateRepository', 200],
    ['GetAuthorizationToken', 200],
    ['pypi:Index', 404],
  ]);
  expect(lines[3]).toMatchObject({
    level: 'info',
    event: 'request',
    repository: 'dev',
    requestId: response.headers.get('x-amzn-requestid'),
    query: '',
  });
  for (const secret of [authorizationToken, server.secretAccessKey, 'secret']) expect(text).not.toContain(secret);
  client.destroy();
  await rm(folder, { recursive: true, force: true });
});
