import { Readable } from 'node:stream';
import type { EnvHttpProxyAgent, request } from 'undici';
import {
  atEndpoint,
  CONNECT_TIMEOUT_MS,
  discardable,
  type HttpReply,
  type HttpRequest,
  IDLE_TIMEOUT_MS,
  singleHeaders,
  type Transport,
  type TransportOptions,
} from './transport.ts';

/** As in the environment: what to send through which proxy. */
export interface ProxySettings {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  /** Hosts to be reached directly, separated by commas. */
  readonly noProxy?: string;
}

/** Over undici, which knows proxies; loaded at the first request. */
export class ProxyTransport implements Transport {
  readonly #proxies: ProxySettings;
  readonly #options: TransportOptions;
  #loading: Promise<{ readonly agent: EnvHttpProxyAgent; readonly request: typeof request }> | undefined;

  constructor(proxies: ProxySettings, options: TransportOptions = {}) {
    this.#proxies = proxies;
    this.#options = options;
  }

  async send({ method, url, headers, body, signal }: HttpRequest): Promise<HttpReply> {
    this.#loading ??= this.#load();
    const { agent, request } = await this.#loading;
    const failed: { cause?: unknown } = {};
    const whole = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
    const outgoing = whole ? (body ?? null) : Readable.from(watched(body, failed), { highWaterMark: 1 });
    try {
      const reply = await request(url, {
        dispatcher: agent,
        method,
        headers: { ...headers },
        body: outgoing,
        ...(signal === undefined ? {} : { signal }),
      });
      return { status: reply.statusCode, headers: singleHeaders(reply.headers), body: discardable(reply.body) };
    } catch (error) {
      throw failed.cause ?? atEndpoint(error, url);
    }
  }

  async #load(): Promise<{ readonly agent: EnvHttpProxyAgent; readonly request: typeof request }> {
    const undici = await import('undici');
    const { ca, clientCert, connectTimeoutMs, idleTimeoutMs = IDLE_TIMEOUT_MS } = this.#options;
    const tls = {
      ...(ca === undefined ? {} : { ca }),
      ...(clientCert === undefined ? {} : { cert: clientCert, key: clientCert }),
    };
    const agent = new undici.EnvHttpProxyAgent({
      ...this.#proxies,
      connect: { ...tls, timeout: connectTimeoutMs ?? CONNECT_TIMEOUT_MS },
      requestTls: tls,
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
    });
    return { agent, request: undici.request };
  }
}

/** Remembers why the source failed, which undici may tell as a lost connection. */
async function* watched(source: AsyncIterable<Uint8Array>, failed: { cause?: unknown }): AsyncGenerator<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    failed.cause = error;
    throw error;
  }
}
