import { createHash, createHmac } from 'node:crypto';

import type { Server } from './start-server.ts';

const SERVICE = 'codeartifact';

export interface Answer {
  readonly status: number;
  /** Parsed where it is JSON, else the text. */
  readonly body: unknown;
  /** The exception that the service says it is, where it is one. */
  readonly errorType?: string;
}

/**
 * One request to the service's API with Signature Version 4, answered within milliseconds: for what tests do often.
 * `input` is sent as JSON, a string as it is; `given` are more headers. Independent of the AWS SDK, which the product uses.
 */
export async function signedCall(
  server: Pick<Server, 'endpoint' | 'region' | 'accessKeyId' | 'secretAccessKey'>,
  method: string,
  path: string,
  query: Readonly<Record<string, string>>,
  input?: unknown,
  given: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const { accessKeyId, endpoint, region, secretAccessKey } = server;
  const body = input === undefined ? '' : typeof input === 'string' ? input : JSON.stringify(input);
  const search = Object.entries(query)
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map((pair) => pair.join('='))
    .join('&');
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [time.slice(0, 8), region, SERVICE, 'aws4_request'];
  const signedHeaders = 'host;x-amz-date';
  const headers = `host:${new URL(endpoint).host}\nx-amz-date:${time}\n`;
  const canonical = [method, path, search, headers, signedHeaders, given['x-amz-content-sha256'] ?? sha256(body)].join(
    '\n',
  );
  const text = ['AWS4-HMAC-SHA256', time, scope.join('/'), sha256(canonical)].join('\n');
  const key = scope.reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${secretAccessKey}`);
  const credential = `${accessKeyId}/${scope.join('/')}`;
  const signature = hmac(key, text).toString('hex');
  const response = await fetch(`${endpoint}${path}?${search}`, {
    method,
    headers: {
      ...given,
      'x-amz-date': time,
      authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
      ...(body === '' ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === '' ? {} : { body }),
  });
  const isJson = response.headers.get('content-type') === 'application/json';
  const errorType = response.headers.get('x-amzn-errortype');
  return {
    status: response.status,
    body: isJson ? await response.json() : await response.text(),
    ...(errorType === null ? {} : { errorType }),
  };
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
