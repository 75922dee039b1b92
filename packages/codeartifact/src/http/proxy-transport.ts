import { Readable } from 'node:stream';
import type { Dispatcher, EnvHttpProxyAgent, Pool, request } from 'undici';
import { PROXY_FAILED, PROXY_REFUSED } from '../aws-errors.ts';
import { CodeArtifactError } from '../codeartifact-error.ts';
import { NodeTransport } from './node-transport.ts';
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

/** As in the environment: what to send through which proxy. A proxy without a scheme is reached by http. */
export interface ProxySettings {
  readonly httpProxy?: string;
  readonly httpsProxy?: string;
  /** Hosts to be reached directly, separated by commas. */
  readonly noProxy?: string;
}

/** Over undici, which knows proxies; loaded at the first request. What has no proxy is sent directly. */
export class ProxyTransport implements Transport {
  readonly #proxies: ProxySettings;
  readonly #options: TransportOptions;
  readonly #direct: NodeTransport;
  #loading: Promise<{ readonly agent: EnvHttpProxyAgent; readonly request: typeof request }> | undefined;

  constructor(proxies: ProxySettings, options: TransportOptions = {}) {
    this.#proxies = proxies;
    this.#options = options;
    this.#direct = new NodeTransport(options);
  }

  async send(given: HttpRequest): Promise<HttpReply> {
    const { method, url, headers, body, signal } = given;
    const { httpProxy, httpsProxy } = this.#proxies;
    // undici would take the one for http where there is none for https.
    if ((url.protocol === 'https:' ? httpsProxy : httpProxy) === undefined) return await this.#direct.send(given);
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
      throw failed.cause ?? atEndpoint(refusalOf(error) ?? error, url);
    }
  }

  async #load(): Promise<{ readonly agent: EnvHttpProxyAgent; readonly request: typeof request }> {
    const undici = await import('undici');
    const { ca, clientCert, connectTimeoutMs = CONNECT_TIMEOUT_MS, idleTimeoutMs = IDLE_TIMEOUT_MS } = this.#options;
    const tls = {
      ...(ca === undefined ? {} : { ca }),
      ...(clientCert === undefined ? {} : { cert: clientCert, key: clientCert }),
    };
    const { httpProxy, httpsProxy, noProxy = '' } = this.#proxies;
    const agent = new undici.EnvHttpProxyAgent({
      ...(httpProxy === undefined ? {} : { httpProxy: addressOf(httpProxy) }),
      ...(httpsProxy === undefined ? {} : { httpsProxy: addressOf(httpsProxy) }),
      noProxy,
      connect: { ...tls, timeout: connectTimeoutMs },
      clientFactory: (proxy, options) => patient(new undici.Pool(proxy, options), connectTimeoutMs),
      requestTls: tls,
      headersTimeout: idleTimeoutMs,
      bodyTimeout: idleTimeoutMs,
    });
    return { agent, request: undici.request };
  }
}

/** Throws `validation` for what is no URL. */
function addressOf(proxy: string): string {
  const address = proxy.includes('://') ? proxy : `http://${proxy}`;
  if (URL.canParse(address)) return address;
  throw new CodeArtifactError('validation', 'the address of the proxy is not a URL', {
    next: 'Give HTTPS_PROXY or HTTP_PROXY as http://proxy.example.com:3128.',
  });
}

/**
 * The connections to a proxy, each of which must open its tunnel in time, or it has failed: undici waits for ever for a proxy
 * that says nothing, and asks one that breaks off again and again.
 */
function patient(pool: Pool, timeoutMs: number): Dispatcher {
  const connect = pool.connect.bind(pool);
  return Object.assign(pool, {
    async connect(options: Dispatcher.ConnectOptions) {
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), timeoutMs);
      try {
        return await connect({ ...options, signal: late.signal });
      } catch (error) {
        if (late.signal.aborted) throw proxyFailed(`the proxy opens no connection within ${timeoutMs} ms`, error);
        const isBroken = error instanceof Error && 'code' in error && error.code === 'UND_ERR_SOCKET';
        throw isBroken ? proxyFailed('the proxy breaks the connection off', error) : error;
      } finally {
        clearTimeout(timer);
      }
    },
  });
}

function proxyFailed(message: string, cause: unknown): Error {
  return Object.assign(new Error(message, { cause }), { code: PROXY_FAILED });
}

/** What a proxy says that opens no tunnel, which undici tells as if the request had been aborted here. */
function refusalOf(error: unknown): Error | undefined {
  const [, status] = /^Proxy response \((\d+)\)/.exec(error instanceof Error ? error.message : '') ?? [];
  if (status === undefined) return undefined;
  const code = Number(status) < 500 ? PROXY_REFUSED : PROXY_FAILED;
  return Object.assign(new Error(`the proxy refuses the connection: HTTP ${status}`, { cause: error }), { code });
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
