import * as http from 'node:http';
import * as https from 'node:https';
import type { Socket } from 'node:net';
import { firstEvent } from '../node/first-event.ts';
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

/** Less than the five seconds after which many servers close one: a request on a closed connection is one more. */
const UNUSED_CONNECTION_MS = 4_000;

/** Bytes of a body that wait for the network, so that its source goes on meanwhile: a download that is sent on does. */
const WAITING_BYTES = 1024 * 1024;

/** Over Node's own HTTP client: it is in every process already, which a start of some 100 ms notices. */
export class NodeTransport implements Transport {
  readonly #plain = new http.Agent({ keepAlive: true, timeout: UNUSED_CONNECTION_MS });
  readonly #secure: https.Agent;
  readonly #connectTimeoutMs: number;
  readonly #idleTimeoutMs: number;

  constructor(options: TransportOptions = {}) {
    const { ca, clientCert } = options;
    this.#secure = new https.Agent({
      keepAlive: true,
      timeout: UNUSED_CONNECTION_MS,
      ...(ca === undefined ? {} : { ca }),
      ...(clientCert === undefined ? {} : { cert: clientCert, key: clientCert }),
    });
    this.#connectTimeoutMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
    this.#idleTimeoutMs = options.idleTimeoutMs ?? IDLE_TIMEOUT_MS;
  }

  async send({ method, url, headers, body, signal }: HttpRequest): Promise<HttpReply> {
    const secure = url.protocol === 'https:';
    const request = (secure ? https : http).request(url, {
      method,
      headers: { ...headers },
      agent: secure ? this.#secure : this.#plain,
      timeout: this.#idleTimeoutMs,
      ...(signal === undefined ? {} : { signal }),
    });
    request.on('timeout', () => request.destroy(timedOut(`no byte for ${this.#idleTimeoutMs} ms from ${url.host}`)));
    request.once('socket', (socket) => this.#limitConnecting(request, socket, url));
    const reply = replyTo(request, url);
    const sending = sendBody(request, body);
    // Whichever fails first tells why; the other's failure is only its consequence.
    await Promise.race([sending, reply]);
    const incoming = await reply;
    if (isRefusal(incoming)) incoming.once('close', () => request.destroy());
    else await sending;
    return { status: incoming.statusCode ?? 0, headers: singleHeaders(incoming.headers), body: discardable(incoming) };
  }

  #limitConnecting(request: http.ClientRequest, socket: Socket, url: URL): void {
    if (!socket.connecting) return;
    const give = (): unknown =>
      request.destroy(connectTimedOut(`no connection to ${url.host} within ${this.#connectTimeoutMs} ms`));
    const timer = setTimeout(give, this.#connectTimeoutMs);
    const stop = (): void => clearTimeout(timer);
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', stop);
    request.once('close', stop);
  }
}

/** A reply that makes the rest of the request's body pointless. */
function isRefusal(incoming: http.IncomingMessage): boolean {
  return (incoming.statusCode ?? 0) >= 300;
}

function replyTo(request: http.ClientRequest, url: URL): Promise<http.IncomingMessage> {
  const reply = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', (error) => reject(atEndpoint(error, url)));
  });
  // Awaited by the caller; while the body's source is slow nobody listens.
  reply.catch(() => undefined);
  return reply;
}

/** Writes the body with back-pressure. Throws the source's error after it has aborted the request. */
async function sendBody(request: http.ClientRequest, body: HttpRequest['body']): Promise<void> {
  if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) {
    request.end(body);
    return;
  }
  let refused = false;
  request.once('response', (incoming) => {
    refused = isRefusal(incoming);
  });
  try {
    for await (const chunk of body) {
      if (refused || request.destroyed) return;
      const isFull = !request.write(chunk) && request.writableLength > WAITING_BYTES;
      if (isFull) await firstEvent(request, 'drain', 'response', 'error', 'close');
    }
    if (!refused) request.end();
  } catch (error) {
    request.destroy();
    throw error;
  }
}

function timedOut(message: string): Error {
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' });
}

function connectTimedOut(message: string): Error {
  return Object.assign(new Error(message), { code: 'UND_ERR_CONNECT_TIMEOUT' });
}
