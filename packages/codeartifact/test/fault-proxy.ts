import { once } from 'node:events';
import { createServer, type IncomingMessage, request as httpRequest, type ServerResponse } from 'node:http';

/** What happens to one request on its way. */
export type Fault =
  /** Answered here, without reaching the service. */
  | { readonly kind: 'reply'; readonly status: number; readonly headers?: Record<string, string> }
  /** Cut after the first bytes of its body; the service sees a broken request. */
  | { readonly kind: 'cut-request'; readonly afterBytes: number }
  /** One bit of the request's body is changed on the way. */
  | { readonly kind: 'corrupt-request'; readonly atByte: number }
  /** Done by the service, but its reply is lost. */
  | { readonly kind: 'lose-reply' }
  /** The reply's body has one bit changed. */
  | { readonly kind: 'corrupt-reply' }
  /** The reply's body breaks off. */
  | { readonly kind: 'cut-reply'; readonly afterBytes: number };

export interface FaultProxy {
  readonly url: string;
  /** The next request whose path matches suffers the fault, once. */
  inject(path: RegExp, fault: Fault): void;
  close(): Promise<void>;
}

/** A reverse proxy on 127.0.0.1 in front of the embedded service that spoils what a test asks it to. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const faults: { readonly path: RegExp; readonly fault: Fault }[] = [];
  const server = createServer((incoming, outgoing) => {
    const at = faults.findIndex(({ path }) => path.test(incoming.url ?? ''));
    const fault = at < 0 ? undefined : faults.splice(at, 1)[0]?.fault;
    incoming.on('error', () => undefined);
    outgoing.on('error', () => undefined);
    if (fault?.kind === 'reply') {
      incoming.resume();
      incoming.once('end', () => outgoing.writeHead(fault.status, fault.headers).end());
      return;
    }
    forward(new URL(target), incoming, outgoing, fault);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    inject: (path, fault) => faults.push({ path, fault }),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function forward(target: URL, incoming: IncomingMessage, outgoing: ServerResponse, fault: Fault | undefined): void {
  const { method, url, headers } = incoming;
  const upstream = httpRequest({ host: target.hostname, port: target.port, method, path: url, headers, agent: false });
  upstream.on('error', () => incoming.socket.destroy());
  let sent = 0;
  incoming.on('data', (chunk: Buffer) => {
    const at = fault?.kind === 'corrupt-request' ? fault.atByte - sent : -1;
    if (at >= 0 && at < chunk.length) chunk[at] = (chunk[at] ?? 0) ^ 1;
    sent += chunk.length;
    if (fault?.kind === 'cut-request' && sent >= fault.afterBytes) {
      upstream.write(chunk.subarray(0, 1), () => upstream.destroy());
      incoming.socket.destroy();
      return;
    }
    if (!upstream.write(chunk)) {
      incoming.pause();
      upstream.once('drain', () => incoming.resume());
    }
  });
  incoming.on('end', () => upstream.end());
  upstream.on('response', (reply) => answer(reply, outgoing, fault));
}

function answer(reply: IncomingMessage, outgoing: ServerResponse, fault: Fault | undefined): void {
  reply.on('error', () => outgoing.destroy());
  if (fault?.kind === 'lose-reply') {
    reply.resume();
    reply.once('end', () => outgoing.socket?.destroy());
    return;
  }
  outgoing.writeHead(reply.statusCode ?? 0, reply.headers);
  let received = 0;
  reply.on('data', (chunk: Buffer) => {
    if (fault?.kind === 'corrupt-reply' && received === 0) chunk[0] = (chunk[0] ?? 0) ^ 1;
    received += chunk.length;
    if (fault?.kind === 'cut-reply' && received >= fault.afterBytes) {
      outgoing.write(chunk.subarray(0, 1), () => outgoing.socket?.destroy());
      return;
    }
    outgoing.write(chunk);
  });
  reply.on('end', () => {
    if (fault?.kind !== 'cut-reply') outgoing.end();
  });
}
