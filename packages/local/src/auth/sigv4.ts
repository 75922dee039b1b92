import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** The parts of a request that a signature covers. `path` and `query` are as they came, still encoded. */
export interface SignedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly header: (name: string) => string | undefined;
}

/** What a request says of its own signature (Signature Version 4, as a header or in the query). */
export interface Signature {
  readonly accessKeyId: string;
  readonly scope: { readonly date: string; readonly region: string; readonly service: string };
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  /** Only in the query form: for how long the signature may be used. */
  readonly expiresSeconds: number | undefined;
}

export class SignatureFormatError extends Error {
  override readonly name = 'SignatureFormatError';
}

const algorithm = 'AWS4-HMAC-SHA256';

/** Undefined when the request is not signed at all. Throws SignatureFormatError when it is but cannot be read. */
export function readSignature(request: SignedRequest): Signature | undefined {
  const authorization = request.header('authorization');
  if (authorization !== undefined) return fromHeader(authorization, request.header('x-amz-date'));
  const query = new URLSearchParams(request.query);
  return query.has('X-Amz-Algorithm') ? fromQuery(query) : undefined;
}

function fromHeader(authorization: string, timestamp: string | undefined): Signature {
  const [kind, ...rest] = authorization.trim().split(/\s+/u);
  if (kind !== algorithm) throw new SignatureFormatError(`the authorization header is not ${algorithm}`);
  const fields = new Map(
    rest
      .join('')
      .split(',')
      .map((field) => [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]),
  );
  return compose({
    credential: fields.get('Credential'),
    signedHeaders: fields.get('SignedHeaders'),
    signature: fields.get('Signature'),
    timestamp,
    expires: undefined,
  });
}

function fromQuery(query: URLSearchParams): Signature {
  if (query.get('X-Amz-Algorithm') !== algorithm) throw new SignatureFormatError(`X-Amz-Algorithm is not ${algorithm}`);
  return compose({
    credential: query.get('X-Amz-Credential') ?? undefined,
    signedHeaders: query.get('X-Amz-SignedHeaders') ?? undefined,
    signature: query.get('X-Amz-Signature') ?? undefined,
    timestamp: query.get('X-Amz-Date') ?? undefined,
    expires: query.get('X-Amz-Expires') ?? '',
  });
}

interface Parts {
  readonly credential: string | undefined;
  readonly signedHeaders: string | undefined;
  readonly signature: string | undefined;
  readonly timestamp: string | undefined;
  readonly expires: string | undefined;
}

function compose(parts: Parts): Signature {
  const [accessKeyId, date, region, service, end] = (parts.credential ?? '').split('/');
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request') {
    throw new SignatureFormatError('the credential scope is not KEY/DATE/REGION/SERVICE/aws4_request');
  }
  const { timestamp, signature } = parts;
  if (!timestamp || !/^\d{8}T\d{6}Z$/u.test(timestamp))
    throw new SignatureFormatError('X-Amz-Date is missing or wrong');
  if (!timestamp.startsWith(date))
    throw new SignatureFormatError('the credential scope has another date than X-Amz-Date');
  if (!signature || !/^[0-9a-f]{64}$/u.test(signature))
    throw new SignatureFormatError('the signature is missing or wrong');
  const signedHeaders = (parts.signedHeaders ?? '').split(';').filter((name) => name !== '');
  if (!signedHeaders.includes('host')) throw new SignatureFormatError('the header host must be signed');
  if (parts.expires === undefined && !signedHeaders.includes('x-amz-date')) {
    throw new SignatureFormatError('the header x-amz-date must be signed');
  }
  return {
    accessKeyId,
    scope: { date, region, service },
    signedHeaders,
    signature,
    timestamp,
    expiresSeconds: parts.expires === undefined ? undefined : Number(parts.expires),
  };
}

/** Whether `signature` is what the owner of `secretAccessKey` would have computed for this request and payload. */
export function signatureMatches(
  request: SignedRequest,
  signature: Signature,
  secretAccessKey: string,
  payloadHash: string,
): boolean {
  const { date, region, service } = signature.scope;
  const key = signingKey(secretAccessKey, date, region, service);
  const canonical = [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    ...signature.signedHeaders.map((name) => `${name}:${normalise(request.header(name) ?? '')}`),
    '',
    signature.signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
  const text = [
    algorithm,
    signature.timestamp,
    `${date}/${region}/${service}/aws4_request`,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  return timingSafeEqual(hmac(key, text), Buffer.from(signature.signature, 'hex'));
}

let newest: { readonly of: string; readonly key: string | Buffer } | undefined;

/** Derived once for the requests that one caller signs on one day. */
function signingKey(secretAccessKey: string, ...scope: readonly string[]): string | Buffer {
  const of = [secretAccessKey, ...scope].join('\n');
  if (newest?.of === of) return newest.key;
  const key = [...scope, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  newest = { of, key };
  return key;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function normalise(value: string): string {
  return value.trim().replaceAll(/\s+/gu, ' ');
}

/** Every service but S3 encodes the path, which is encoded already, once more. */
function canonicalPath(path: string): string {
  return path.split('/').map(encode).join('/');
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=');
      const [name, value] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
      return [encode(decode(name)), encode(decode(value))] as const;
    })
    .filter(([name]) => name !== 'X-Amz-Signature')
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new SignatureFormatError('the query is not percent-encoded UTF-8');
  }
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
