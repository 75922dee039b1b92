import type { ServerResponse } from 'node:http';
import type { VersionRef } from '@buildset/core';
import { afterEach, expect, it } from 'vitest';
import { createNpmIndex } from '../src/index.ts';
import { type FakeServer, json, startFakeServer } from './fake-server.ts';

const APP: VersionRef = { format: 'npm', name: 'app', version: '1.0.0' };
/** Of no bytes that anybody has. */
const INTEGRITY = `sha512-${Buffer.alloc(64).toString('base64')}`;
const servers: FakeServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** What a registry offers of a version, whose tarballs are answered as told. */
async function offered(answer: (response: ServerResponse) => unknown): Promise<unknown> {
  const server: FakeServer = await startFakeServer((seen, response) => {
    if (seen.path.endsWith('.tgz')) return answer(response);
    const dist = { tarball: `${server.url}app/-/app-1.0.0.tgz`, integrity: INTEGRITY };
    return json(response, { 'dist-tags': {}, versions: { '1.0.0': { name: 'app', version: '1.0.0', dist } } });
  });
  servers.push(server);
  const index = await createNpmIndex({
    url: server.url,
    authorization: 'Bearer x',
    retry: { attempts: 1, throttledAttempts: 1 },
  });
  return await index.files(APP);
}

it.each([
  [401, 'token-expired', 'npm login --registry'],
  [403, 'access-denied', 'npm login --registry'],
  [429, 'throttled', 'fewer jobs'],
  [418, 'unexpected-reply', 'Check the address'],
])('says what to do when a tarball is answered with %i', async (status, code, next) => {
  const offer = offered((response) => response.writeHead(status).end('no'));
  await expect(offer).rejects.toMatchObject({ code, next: expect.stringContaining(next) });
});

it('says what to do when a tarball has other bytes than its integrity tells', async () => {
  const offer = offered((response) => response.end('other bytes'));
  await expect(offer).rejects.toMatchObject({ code: 'corrupt-content', next: expect.stringContaining('proxy') });
});
