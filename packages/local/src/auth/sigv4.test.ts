import { createHash } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { readSignature, signatureMatches, SignatureFormatError, type SignedRequest } from './sigv4.ts';

const secret = 'secret/key';
const signer = new SignatureV4({
  credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: secret },
  region: 'us-east-1',
  service: 'codeartifact',
  sha256: Sha256,
  applyChecksum: false,
});

const emptyHash = createHash('sha256').update('').digest('hex');

const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/gu, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

const plain = (query: Record<string, string>) => ({
  method: 'POST',
  protocol: 'http:',
  hostname: '127.0.0.1',
  path: '/v1/package/versions',
  headers: { host: '127.0.0.1:4590', 'x-amz-content-sha256': emptyHash },
  query,
});

const received = (signed: {
  method: string;
  path: string;
  headers: Record<string, string>;
  query?: Record<string, string | string[] | null>;
}): SignedRequest => ({
  method: signed.method,
  path: signed.path,
  query: Object.entries(signed.query ?? {})
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .reverse()
    .join('&'),
  header: (name) => signed.headers[name],
});

const matches = (request: SignedRequest, key = secret): boolean => {
  const signature = readSignature(request);
  if (!signature) throw new Error('no signature');
  return signatureMatches(request, signature, key, emptyHash);
};

describe('signatureMatches', () => {
  it.each([
    ['no query', {}],
    ['reserved characters', { asset: "a/é +*~'()!.whl", version: '1.0+23', empty: '' }],
    ['names in any order', { b: '2', a: '1', 'a-b': '3' }],
  ])('accepts what the SDK signs: %s', async (_name, query: Record<string, string>) => {
    expect(matches(received(await signer.sign(plain(query))))).toBe(true);
  });

  it('accepts the query form', async () => {
    const signed = await signer.presign(
      { ...plain({ domain: 'abc' }), headers: { host: '127.0.0.1:4590', 'x-amz-content-sha256': emptyHash } },
      { expiresIn: 60 },
    );
    const request = received(signed);
    const signature = readSignature(request);
    expect(signature?.expiresSeconds).toBe(60);
    expect(matches(request)).toBe(true);
  });

  it('refuses another key, another query and another method', async () => {
    const request = received(await signer.sign(plain({ domain: 'abc' })));
    expect(matches(request, 'other')).toBe(false);
    expect(matches({ ...request, query: 'domain=xyz' })).toBe(false);
    expect(matches({ ...request, method: 'GET' })).toBe(false);
  });
});

describe('readSignature', () => {
  const request = (headers: Record<string, string>): SignedRequest => ({
    method: 'GET',
    path: '/',
    query: '',
    header: (name) => headers[name],
  });
  const authorization = (signedHeaders: string): string =>
    `AWS4-HMAC-SHA256 Credential=AK/20260101/us-east-1/codeartifact/aws4_request, SignedHeaders=${signedHeaders}, Signature=${'a'.repeat(64)}`;

  it('finds none in a request that is not signed', () => {
    expect(readSignature(request({}))).toBeUndefined();
  });

  it.each([
    ['another scheme', { authorization: 'Basic abc' }],
    ['no date', { authorization: authorization('host;x-amz-date') }],
    [
      'a date that is not the scope’s',
      { authorization: authorization('host;x-amz-date'), 'x-amz-date': '20260102T000000Z' },
    ],
    ['a host that is not signed', { authorization: authorization('x-amz-date'), 'x-amz-date': '20260101T000000Z' }],
    ['a date that is not signed', { authorization: authorization('host'), 'x-amz-date': '20260101T000000Z' }],
  ])('refuses %s', (_name, headers: Record<string, string>) => {
    expect(() => readSignature(request(headers))).toThrow(SignatureFormatError);
  });
});
