import type { Readable } from 'node:stream';

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  /** Lower-case names. With a streamed body `content-length` must be among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
}

export interface HttpReply {
  readonly status: number;
  /** Lower-case names; of a repeated header the first value. */
  readonly headers: Readonly<Record<string, string>>;
  /** Must be read to its end or destroyed. */
  readonly body: Readable;
}

/**
 * Sends one request, once: no redirect is followed and nothing is repeated. When a streamed body's source throws, the
 * request is aborted before it is complete and the source's own error is thrown. A reply that comes before the body is
 * sent whole (a refusal) ends the sending.
 */
export interface Transport {
  send(request: HttpRequest): Promise<HttpReply>;
}

export interface TransportOptions {
  /** PEM of the authorities to trust in place of the built-in ones. */
  readonly ca?: string;
  /** PEM of a client certificate and its key. */
  readonly clientCert?: string;
  /** Milliseconds until a connection must stand. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds without a byte in either direction until a request is given up. Default 120,000. */
  readonly idleTimeoutMs?: number;
}

export const CONNECT_TIMEOUT_MS = 10_000;
export const IDLE_TIMEOUT_MS = 120_000;

/** The error, with the endpoint in its message; of several addresses that do not answer, why each. */
export function atEndpoint(error: unknown, url: URL): unknown {
  if (error instanceof AggregateError && error.message === '') {
    error.message = error.errors.map((one) => (one instanceof Error ? one.message : String(one))).join(', ');
  }
  if (error instanceof Error && error.name !== 'AbortError' && !error.message.includes(url.host)) {
    error.message = `${error.message} (${url.host})`;
  }
  return error;
}

/** Only the first value of each header, names in lower case. */
export function singleHeaders(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
): Readonly<Record<string, string>> {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const first = typeof value === 'string' ? value : value?.[0];
    if (first !== undefined) single[name.toLowerCase()] = first;
  }
  return single;
}

/** A body that may be thrown away unread: its failure then concerns nobody. Who reads it is told all the same. */
export function discardable(body: Readable): Readable {
  return body.on('error', () => undefined);
}

/** At most `limit` bytes of a reply's body as text; the rest is thrown away. */
export async function readText(body: Readable, limit: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const source: AsyncIterable<Buffer> = body;
  for await (const chunk of source) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit).toString('utf8');
}
