import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** What had come when the handler answered or the connection ended. */
  body: Buffer;
  /** Whether the whole body came. */
  complete: boolean;
}

export interface FakeServer {
  readonly url: string;
  readonly seen: Seen[];
  close(): Promise<void>;
}

export type FakeHandler = (seen: Seen, response: ServerResponse, request: IncomingMessage, number: number) => unknown;

/**
 * A server on 127.0.0.1 that answers what a test says, for faults that a real one has no switch for. The handler is
 * called when the body has come, or with `early` as soon as the headers have.
 */
export async function startFakeServer(
  handler: FakeHandler,
  when: 'complete' | 'early' = 'complete',
): Promise<FakeServer> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const entry: Seen = {
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: Buffer.alloc(0),
      complete: false,
    };
    const number = seen.push(entry);
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    if (when === 'early') {
      handler(entry, response, request, number);
      return;
    }
    request.on('data', (chunk: Buffer) => {
      entry.body = Buffer.concat([entry.body, chunk]);
    });
    request.on('end', () => {
      entry.complete = true;
      handler(entry, response, request, number);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    seen,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** A service error as CodeArtifact writes it. */
export function awsError(response: ServerResponse, status: number, type: string, body: object = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': type });
  response.end(JSON.stringify({ message: type, ...body }));
}

export function json(response: ServerResponse, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
