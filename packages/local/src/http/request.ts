import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { pacedBody } from './paced-body.ts';

/** An incoming request, its target taken apart but not decoded: signatures and scoped npm names need it as it came. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly rawQuery: string;
  readonly query: URLSearchParams;
  readonly header: (name: string) => string | undefined;
  /** The body as it arrives. Read once. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly remoteAddress: string;
  /** Scheme and authority as the client addressed them. */
  readonly baseUrl: string;
}

export function requestOf(incoming: IncomingMessage, limits: Limits): Request {
  const target = incoming.url ?? '/';
  const at = target.indexOf('?');
  const rawQuery = at < 0 ? '' : target.slice(at + 1);
  const header = (name: string): string | undefined => {
    const value = incoming.headers[name];
    return Array.isArray(value) ? value.join(',') : value;
  };
  return {
    method: incoming.method ?? 'GET',
    path: at < 0 ? target : target.slice(0, at),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    header,
    body: pacedBody(incoming, limits),
    remoteAddress: incoming.socket.remoteAddress ?? '',
    baseUrl: `http://${header('host') ?? 'localhost'}`,
  };
}

/** The whole body, for requests that are small. Throws when it is larger than `maxBytes`. */
export async function readBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes)
      throw new ServiceError('ValidationException', `The request body is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
