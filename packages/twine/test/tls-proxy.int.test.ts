import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer as createHttpServer, request as forward, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBin } from './bin.ts';
import { writeWheel } from './distributions.ts';
import { LocalService } from './local-service.ts';

/** Certificates for 127.0.0.1, made for tests alone. */
const pem = (name: string): string =>
  fileURLToPath(new URL(`../../codeartifact/test/tls/${name}.pem`, import.meta.url));

/** The embedded CodeArtifact behind TLS of a private authority, and a proxy that tunnels to it. */
describe('upload behind TLS and a proxy', () => {
  let service: LocalService;
  let https: Server;
  let proxy: Server;
  let tunnels = 0;
  let clients: string[] = [];

  const portOf = (server: Server): number => {
    const address = server.address();
    return typeof address === 'object' ? (address?.port ?? 0) : 0;
  };

  beforeAll(async () => {
    service = await LocalService.start();
    const { hostname, port } = new URL(service.server.endpoint);
    const [server, ca] = await Promise.all([readFile(pem('server')), readFile(pem('ca'))]);
    const options = { cert: server, key: server, ca, requestCert: true, rejectUnauthorized: false };
    https = createHttpsServer(options, (request, response) => {
      const { authorized } = request.socket as TLSSocket;
      clients.push(authorized ? 'known' : 'unknown');
      const { headers, method, url } = request;
      const inner = forward({ hostname, port, path: url, method, headers }, (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      });
      inner.on('error', () => response.destroy());
      request.pipe(inner);
    });
    proxy = createHttpServer().on('connect', (_request, client) => {
      tunnels += 1;
      const upstream = connect(portOf(https), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
      client.on('close', () => upstream.destroy());
    });
    for (const one of [https, proxy]) {
      one.listen(0, '127.0.0.1');
      await once(one, 'listening');
    }
    await writeWheel(join(service.folder, 'dist'), '23');
  });

  afterAll(async () => {
    for (const one of [https, proxy]) {
      one?.closeAllConnections();
      one?.close();
    }
    await service?.stop();
  });

  async function upload(environment: Record<string, string>, ...flags: string[]) {
    [tunnels, clients] = [0, []];
    const { authorizationToken = '' } = await service.client.getAuthorizationToken({ domain: 'abc' });
    const url = `https://127.0.0.1:${portOf(https)}/pypi/d/abc-${service.server.account}/AbcDev/`;
    const login = ['--repository-url', url, '--username', 'aws', '--non-interactive', ...flags];
    const whole = { HOME: service.folder, TWINE_PASSWORD: authorizationToken, ...environment };
    return await runBin(['upload', 'dist/pyabc-1.0.0-23-py3-none-any.whl', ...login], whole, service.folder);
  }

  it('refuses a certificate of an authority that nobody named, and sends nothing', async () => {
    const { code, stderr } = await upload({});
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('error[tls-failed]') });
    expect(stderr).toContain('--cert');
    expect(clients).toEqual([]);
  });

  it.each([
    ['--cert', {}, ['--cert', pem('ca')], 'unknown'],
    ['TWINE_CERT', { TWINE_CERT: pem('ca') }, [], 'unknown'],
    ['--client-cert', {}, ['--cert', pem('ca'), '--client-cert', pem('client')], 'known'],
  ] as const)('trusts the authority of %s', async (_name, environment, flags, client) => {
    const { code, stderr } = await upload(environment, ...flags);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
    expect(new Set(clients)).toEqual(new Set([client]));
    expect(await service.held('AbcDev')).toEqual(['pyabc-1.0.0-23-py3-none-any.whl']);
  });

  it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])('goes through the proxy of %s', async (name) => {
    const { code } = await upload({ [name]: `http://127.0.0.1:${portOf(proxy)}` }, '--cert', pem('ca'));
    expect([code, tunnels > 0]).toEqual([0, true]);
  });

  it('goes past the proxy where NO_PROXY says so', async () => {
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, NO_PROXY: '127.0.0.1' };
    expect((await upload(environment, '--cert', pem('ca'))).code).toBe(0);
    expect([tunnels, clients.length > 0]).toEqual([0, true]);
  });
});
