import { once } from 'node:events';
import { connect } from 'node:net';
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { toCodedError } from '../src/aws-errors.ts';
import { NodeTransport } from '../src/http/node-transport.ts';
import { ProxyTransport } from '../src/http/proxy-transport.ts';
import { atEndpoint, readText, type Transport, type TransportOptions } from '../src/http/transport.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function started(...args: Parameters<typeof startFakeServer>): Promise<FakeServer> {
  const server = await startFakeServer(...args);
  cleanups.push(() => server.close());
  return server;
}

/** What a proxy does that opens no tunnel: it answers with a status, breaks off, or says nothing. */
type Refusal = number | 'breaks off' | 'says nothing';

/** A proxy that only tunnels, or does not even that, and counts how often it was to. */
async function startProxy(refusal?: Refusal): Promise<{ readonly url: string; readonly tunnels: () => number }> {
  let tunnels = 0;
  const proxy = createServer();
  proxy.on('connect', (request, client) => {
    tunnels += 1;
    if (refusal !== undefined) {
      cleanups.push(() => client.destroy());
      if (refusal === 'breaks off') client.destroy();
      if (typeof refusal === 'number') client.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
      return;
    }
    const [host = '', port = ''] = (request.url ?? '').split(':');
    const upstream = connect(Number(port), host, () => {
      client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
    cleanups.push(() => client.destroy());
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  cleanups.push(() => proxy.close());
  const address = proxy.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { url: `http://127.0.0.1:${address.port}`, tunnels: () => tunnels };
}

const GET = (url: string) => ({ method: 'GET', url: new URL(url), headers: {} });
const SUBJECT = { operation: 'GetIt', doing: 'see', side: 'source', coordinates: {} } as const;
const CHUNK = Buffer.alloc(64 * 1024, 'x');

async function* chunks(count: number, onPull: () => void = () => undefined): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < count; index += 1) {
    onPull();
    yield CHUNK;
  }
}

async function* failing(error: Error): AsyncGenerator<Uint8Array> {
  yield CHUNK;
  throw error;
}

const TRANSPORTS: readonly (readonly [string, (options?: TransportOptions) => Promise<Transport>])[] = [
  ['NodeTransport', async (options) => new NodeTransport(options)],
  ['ProxyTransport', async (options) => new ProxyTransport({ httpProxy: (await startProxy()).url }, options)],
];

describe.each(TRANSPORTS)('%s', (_name, create) => {
  it('rejects with the source’s own error and never completes the request', async () => {
    const server = await started((_seen, response) => response.end());
    const transport = await create();
    const failure = new Error('the source broke');
    const sending = transport.send({
      method: 'POST',
      url: new URL(server.url),
      headers: { 'content-length': String(CHUNK.length * 2) },
      body: failing(failure),
    });
    await expect(sending).rejects.toBe(failure);
    expect(server.seen.every((seen) => !seen.complete)).toBe(true);
  });

  it('gives a refusal that comes before the body is sent whole, and closes the source', async () => {
    const server = await started((_seen, response, request) => {
      request.resume();
      response.writeHead(409).end('it exists');
    }, 'early');
    let pulled = 0;
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        // Far more than the sockets' buffers hold.
        yield* chunks(4096, () => (pulled += 1));
      } finally {
        closed = true;
      }
    }
    const transport = await create();
    const length = String(CHUNK.length * 4096);
    const reply = await transport.send({
      method: 'POST',
      url: new URL(server.url),
      headers: { 'content-length': length },
      body: source(),
    });
    expect(reply.status).toBe(409);
    expect(await readText(reply.body, 1000)).toBe('it exists');
    await expect.poll(() => closed).toBe(true);
    expect(pulled).toBeLessThan(4096);
  });

  it('sends a streamed body whole, with its length', async () => {
    const server = await started((_seen, response) => response.writeHead(200, { 'X-Two': ['a', 'b'] }).end('done'));
    const transport = await create();
    const reply = await transport.send({
      method: 'POST',
      url: new URL('some/path?a=b%20c', server.url),
      headers: { 'content-length': String(CHUNK.length * 20) },
      body: chunks(20),
    });
    expect(await readText(reply.body, 1000)).toBe('done');
    expect(reply.headers['x-two']).toMatch(/^a/);
    expect(server.seen[0]?.path).toBe('/some/path?a=b%20c');
    expect(server.seen[0]?.headers['transfer-encoding']).toBeUndefined();
    expect(server.seen[0]?.body.length).toBe(CHUNK.length * 20);
  });

  it('does not follow a redirect', async () => {
    const server = await started((_seen, response) => response.writeHead(301, { location: '/other' }).end());
    const transport = await create();
    const reply = await transport.send({ method: 'GET', url: new URL(server.url), headers: {} });
    expect(reply.status).toBe(301);
    reply.body.destroy();
    expect(server.seen).toHaveLength(1);
  });

  it('rejects when the connection is reset', async () => {
    const server = await started((_seen, _response, request) => request.socket.destroy(), 'early');
    const transport = await create();
    const sending = transport.send({ method: 'GET', url: new URL(server.url), headers: {} });
    await expect(sending).rejects.toMatchObject({
      code: expect.stringMatching(/^(ECONNRESET|UND_ERR_SOCKET)$/),
      message: expect.stringContaining(new URL(server.url).host),
    });
  });

  it('gives up when no byte comes for too long', async () => {
    const server = await started(() => undefined);
    const transport = await create({ idleTimeoutMs: 50 });
    const sending = transport.send({ method: 'GET', url: new URL(server.url), headers: {} });
    await expect(sending).rejects.toMatchObject({
      code: expect.stringMatching(/^(ETIMEDOUT|UND_ERR_HEADERS_TIMEOUT)$/),
    });
  });

  it('stops when it is aborted', async () => {
    const server = await started(() => undefined);
    const transport = await create();
    const abort = new AbortController();
    const sending = transport.send({ method: 'GET', url: new URL(server.url), headers: {}, signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('an error at an endpoint', () => {
  it('says why none of its addresses answers, where the system tells of each', () => {
    const error = new AggregateError([
      new Error('connect ECONNREFUSED ::1:1'),
      new Error('connect ECONNREFUSED 127.0.0.1:1'),
    ]);
    const message = 'connect ECONNREFUSED ::1:1, connect ECONNREFUSED 127.0.0.1:1 (localhost:1)';
    expect(atEndpoint(error, new URL('http://localhost:1/'))).toMatchObject({ message });
  });
});

describe('ProxyTransport', () => {
  it('goes through the proxy, and past it for the hosts that the settings name', async () => {
    const server = await started((_seen, response) => response.end('ok'));
    const proxy = await startProxy();
    const send = async (noProxy?: string): Promise<void> => {
      const settings = noProxy === undefined ? { httpProxy: proxy.url } : { httpProxy: proxy.url, noProxy };
      const reply = await new ProxyTransport(settings).send({ method: 'GET', url: new URL(server.url), headers: {} });
      await readText(reply.body, 10);
    };
    await send();
    expect(proxy.tunnels()).toBe(1);
    await send('127.0.0.1');
    expect(proxy.tunnels()).toBe(1);
  });

  it('sends nothing through a proxy that is for the other protocol', async () => {
    const [server, proxy] = [await started((_seen, response) => response.end('ok')), await startProxy()];
    const reply = await new ProxyTransport({ httpsProxy: proxy.url }).send(GET(server.url));
    expect(await readText(reply.body, 10)).toBe('ok');
    await expect(new ProxyTransport({ httpProxy: proxy.url }).send(GET('https://127.0.0.1:1/'))).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    expect(proxy.tunnels()).toBe(0);
  });

  it('takes a proxy without a scheme for one that is reached by http', async () => {
    const [server, proxy] = [await started((_seen, response) => response.end('ok')), await startProxy()];
    const reply = await new ProxyTransport({ httpProxy: proxy.url.replace('http://', '') }).send(GET(server.url));
    expect(await readText(reply.body, 10)).toBe('ok');
    expect(proxy.tunnels()).toBe(1);
  });

  it.each([
    [407, false, 'the proxy refuses the connection: HTTP 407'],
    [503, true, 'the proxy refuses the connection: HTTP 503'],
    ['breaks off', true, 'the proxy breaks the connection off'],
    ['says nothing', true, 'the proxy opens no connection within 200 ms'],
  ] as const)(
    'takes a proxy that opens no tunnel for a failed connection (%s), retryable: %s',
    async (refusal, retryable, what) => {
      const proxy = await startProxy(refusal);
      const transport = new ProxyTransport({ httpsProxy: proxy.url }, { connectTimeoutMs: 200 });
      const sending = transport.send(GET('https://codeartifact.example/'));
      const error = await sending.catch((thrown: unknown) => toCodedError(thrown, SUBJECT));
      expect(error).toMatchObject({
        code: 'connection-failed',
        message: `cannot see: ${what} (codeartifact.example)`,
        next: expect.stringContaining('HTTPS_PROXY'),
        retryable,
      });
      expect(proxy.tunnels()).toBe(1);
    },
  );

  it('names the proxy that is no address', async () => {
    const sending = new ProxyTransport({ httpProxy: 'user:secret@[proxy' }).send(GET('http://codeartifact.example/'));
    await expect(sending).rejects.toMatchObject({
      code: 'validation',
      message: 'the address of the proxy is not a URL',
      next: expect.stringContaining('HTTPS_PROXY'),
    });
  });
});
