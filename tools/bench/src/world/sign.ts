import { createHash, createHmac } from 'node:crypto';

import { REGION, type Server } from './server.ts';

const SERVICE = 'codeartifact';

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Of the body, in hexadecimal. Default: of an empty one. */
  readonly sha256?: string;
}

export interface SignedRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signature Version 4, so that `fetch` and `curl` can call the service's API without a start-up time of their own. */
export function sign(server: Server, { method, path, query, sha256 = hash('') }: Request): SignedRequest {
  const { accessKeyId, endpoint, secretAccessKey } = server;
  const search = Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [time.slice(0, 8), REGION, SERVICE, 'aws4_request'];
  const signedHeaders = 'host;x-amz-content-sha256;x-amz-date';
  const headers = `host:${new URL(endpoint).host}\nx-amz-content-sha256:${sha256}\nx-amz-date:${time}\n`;
  const canonical = [method, path, search, headers, signedHeaders, sha256].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), hash(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  const credential = `${accessKeyId}/${scope.join('/')}`;
  const signature = hmac(key, text).toString('hex');
  return {
    url: `${endpoint}${path}?${search}`,
    headers: {
      'x-amz-date': time,
      'x-amz-content-sha256': sha256,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    },
  };
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
