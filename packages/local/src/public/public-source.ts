import { withIdleLimit } from './idle-limit.ts';

/** Why a public source could not be used: it did not answer in time (504), or badly (502). */
export class PublicSourceError extends Error {
  override readonly name = 'PublicSourceError';
  readonly status: 502 | 504;

  constructor(status: 502 | 504, message: string, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

export interface PublicDocument {
  /** Where it was found in the end; links in it are relative to this. */
  readonly url: URL;
  readonly value: unknown;
}

/** A public index or registry. Both throw PublicSourceError. */
export interface PublicSource {
  /** The JSON document at `path` below the source's address; undefined when there is none (404, 410). */
  json(path: string, accept: string): Promise<PublicDocument | undefined>;
  bytes(url: URL): Promise<AsyncIterable<Uint8Array>>;
  /** A whole small file, such as a file's metadata. */
  document(url: URL): Promise<Buffer>;
}

export interface PublicSourceLimits {
  /** How long a source may be silent. */
  readonly maxPublicSilenceMs: number;
  readonly maxPublicDocumentBytes: number;
}

/**
 * The source at `address`; a user and a password in it are sent as Basic to its own origin only, and never shown.
 * Throws RangeError for an address that is none of http or https.
 */
export function publicSource(address: string, limits: PublicSourceLimits): PublicSource {
  const base = baseOf(address);
  const { username, password } = base;
  base.username = '';
  base.password = '';
  const basic = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const credentials = username === '' ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` };

  const get = async (url: URL, accept: string): Promise<{ response: Response; body: AsyncIterable<Uint8Array> }> => {
    const idle = withIdleLimit(limits.maxPublicSilenceMs);
    try {
      const headers = { accept, ...(url.origin === base.origin && credentials) };
      const response = await fetch(url, { headers, signal: idle.signal });
      return { response, body: failing(idle.guard(response.body ?? emptyBody()), url, idle.signal) };
    } catch (error) {
      idle.done();
      throw failure(error, url, idle.signal);
    }
  };

  const bytes = async (url: URL): Promise<AsyncIterable<Uint8Array>> => {
    const { response, body } = await get(url, '*/*');
    if (response.ok) return body;
    await gathered(body, limits.maxPublicDocumentBytes, response.url);
    throw new PublicSourceError(502, `${shown(response.url)} answered ${response.status}`);
  };

  return {
    bytes,
    document: async (url) => gathered(await bytes(url), limits.maxPublicDocumentBytes, url.href),
    async json(path, accept) {
      const { response, body } = await get(new URL(path, base), accept);
      const text = await gathered(body, limits.maxPublicDocumentBytes, response.url);
      if (response.status === 404 || response.status === 410) return undefined;
      if (!response.ok) throw new PublicSourceError(502, `${shown(response.url)} answered ${response.status}`);
      try {
        return { url: new URL(response.url), value: JSON.parse(text.toString('utf8')) };
      } catch (error) {
        throw new PublicSourceError(502, `${shown(response.url)} did not answer with JSON`, error);
      }
    },
  };
}

function baseOf(address: string): URL {
  const base = URL.canParse(address) ? new URL(address) : undefined;
  if (!base || !/^https?:$/u.test(base.protocol)) throw new RangeError('the address of a public source is no http URL');
  if (!base.pathname.endsWith('/')) base.pathname += '/';
  return base;
}

async function* emptyBody(): AsyncIterable<Uint8Array> {}

async function* failing(source: AsyncIterable<Uint8Array>, url: URL, signal: AbortSignal): AsyncIterable<Uint8Array> {
  try {
    yield* source;
  } catch (error) {
    throw failure(error, url, signal);
  }
}

function failure(error: unknown, url: URL, signal: AbortSignal): PublicSourceError {
  if (signal.aborted) return new PublicSourceError(504, `${shown(url.href)} did not answer in time`, error);
  return new PublicSourceError(502, `${shown(url.href)} could not be read`, error);
}

async function gathered(body: AsyncIterable<Uint8Array>, maxBytes: number, url: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new PublicSourceError(502, `${shown(url)} is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Signed addresses have secrets in their query. */
function shown(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
