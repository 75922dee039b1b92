import type { HttpReply, Transport } from './http/transport.ts';

/** What is read of a reply that is no asset: the longest pages of listings have about 1 MB. */
const MAX_REPLY_BYTES = 16 * 1024 * 1024;

/** What the SDK gives its request handler. */
interface SdkRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | AsyncIterable<Uint8Array>;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: HttpReply['body'] | Uint8Array;
}

/**
 * The SDK's request handler over our transport. The SDK's own pipes a body without looking at its source's errors, so
 * that a failing source would leave the request hanging, and reads an answer to its end, however long that is.
 */
export class SdkTransport {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #transport: Transport;
  readonly #signal: AbortSignal | undefined;

  constructor(transport: Transport, signal: AbortSignal | undefined) {
    this.#transport = transport;
    this.#signal = signal;
  }

  async handle(request: SdkRequest): Promise<{ readonly response: SdkResponse }> {
    const reply = await this.#transport.send({
      method: request.method,
      url: urlOf(request),
      headers: withoutHost(request.headers),
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(this.#signal === undefined ? {} : { signal: this.#signal }),
    });
    const body = isAsset(request, reply) ? reply.body : await readWhole(reply.body);
    return { response: { statusCode: reply.status, headers: reply.headers, body } };
  }

  /** The SDK may offer settings; ours are given when the transport is made. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): Record<string, never> {
    return {};
  }
}

function isAsset({ method, path }: SdkRequest, { status }: HttpReply): boolean {
  return method === 'GET' && path.endsWith('/package/version/asset') && status === 200;
}

async function readWhole(body: HttpReply['body']): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const source: AsyncIterable<Uint8Array> = body;
  for await (const chunk of source) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > MAX_REPLY_BYTES) throw new Error(`the reply is longer than ${MAX_REPLY_BYTES} bytes`);
  }
  return Buffer.concat(chunks);
}

function urlOf(request: SdkRequest): URL {
  const port = request.port === undefined ? '' : `:${request.port}`;
  const query = queryString(request.query ?? {});
  return new URL(`${request.protocol}//${request.hostname}${port}${request.path}${query === '' ? '' : `?${query}`}`);
}

/** Encoded as the signature assumes it: RFC 3986, spaces as `%20`. Source: AWS Signature Version 4. */
function queryString(query: NonNullable<SdkRequest['query']>): string {
  return Object.entries(query)
    .flatMap(([name, value]) => [value].flat().map((one) => `${escapeUri(name)}=${escapeUri(one ?? '')}`))
    .join('&');
}

function escapeUri(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Node sets it from the URL; it is the same that was signed. */
function withoutHost(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'host'));
}
