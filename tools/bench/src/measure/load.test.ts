import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { applyLoad } from './load.ts';

describe('applyLoad', () => {
  let seen = 0;
  const sockets = new Set<unknown>();
  const server = createServer((request, response) => {
    seen += 1;
    sockets.add(request.socket);
    response.writeHead(request.url === '/bad' ? 500 : 200).end('x');
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => void server.close());

  it('sends as many requests as it is told, over as many connections', async () => {
    expect(await applyLoad({ url: url(), headers: {}, requests: 50, connections: 4 })).toBeGreaterThan(0);
    expect([seen, sockets.size]).toEqual([50, 4]);
  });

  it('fails for an answer that is none', async () => {
    const load = { url: `${url()}bad`, headers: {}, requests: 2, connections: 1 };
    await expect(applyLoad(load)).rejects.toThrow('answered 500');
  });
});
