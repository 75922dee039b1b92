import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPypiIndex } from '../src/pypi-index.ts';
import { InstantTimer, publicationOf, WHEEL } from './fixtures.ts';

/** Certificates for 127.0.0.1, made for these tests alone and valid for a hundred years. */
const tls = (name: string): string => fileURLToPath(new URL(`tls/${name}.pem`, import.meta.url));

let url: string;
let close: () => Promise<void>;

beforeAll(async () => {
  const [pem, ca] = await Promise.all([readFile(tls('server')), readFile(tls('ca'))]);
  const server = createServer({ cert: pem, key: pem, ca, requestCert: true, rejectUnauthorized: false });
  server.on('request', (request, response) => {
    const { authorized } = request.socket as TLSSocket;
    request.resume().on('end', () => response.writeHead(authorized ? 200 : 403).end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`;
  close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
});

afterAll(() => close());

// undici serves only those who set a proxy; past the proxy it must trust and present the same.
describe.each([
  ['without proxies', {}],
  ['with proxies', { proxies: { httpsProxy: 'http://127.0.0.1:1', noProxy: '127.0.0.1' } }],
])('an endpoint of a private authority, %s', (_name, settings) => {
  const uploader = (files: { readonly cert?: string; readonly clientCert?: string }) =>
    createPypiIndex({ url, password: 'token', timer: new InstantTimer(), ...settings, ...files });

  it('is not trusted unless it is named, and the error says how', async () => {
    const uploading = (await uploader({})).publishAsset(WHEEL, publicationOf('a.whl', 'wheel'));
    await expect(uploading).rejects.toMatchObject({ code: 'tls-failed', next: expect.stringContaining('--cert') });
  });

  it('is trusted when its authority is named, and sees the client’s certificate', async () => {
    const anonymous = await uploader({ cert: tls('ca') });
    const refused = anonymous.publishAsset(WHEEL, publicationOf('a.whl', 'wheel'));
    await expect(refused).rejects.toMatchObject({ code: 'access-denied' });
    const known = await uploader({ cert: tls('ca'), clientCert: tls('client') });
    const outcome = await known.publishAsset(WHEEL, publicationOf('a.whl', 'wheel'));
    expect(outcome).toEqual({ outcome: 'published' });
  });

  it('throws file-unreadable for a certificate that is not there, or is none', async () => {
    const unreadable = { code: 'file-unreadable' };
    await expect(uploader({ cert: tls('absent') })).rejects.toMatchObject(unreadable);
    const text = fileURLToPath(import.meta.url);
    await expect(uploader({ cert: text })).rejects.toMatchObject(unreadable);
    await expect(uploader({ cert: tls('ca'), clientCert: text })).rejects.toMatchObject(unreadable);
    await expect(uploader({ cert: tls('ca'), clientCert: tls('ca') })).rejects.toMatchObject(unreadable);
  });
});
