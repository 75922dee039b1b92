import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base, connectRaw, headOf, openRawTarget, type RawTarget, statusOf } from './raw-client.ts';

const limits = {
  maxAssetBytes: 100_000,
  maxFormFieldBytes: 50_000,
  maxNpmPublishBytes: 200_000,
  maxJsonBytes: 20_000,
};

let target: RawTarget;
beforeAll(async () => {
  target = await openRawTarget({ limits });
});
afterAll(() => target.close());
const form = 'content-type: multipart/form-data; boundary=x';
const field = (name: string, value: string): string =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (name: string, fileName: string, content: string): string =>
  `--x\r\nContent-Disposition: form-data; name="${name}"; filename="${fileName}"\r\n\r\n${content}\r\n`;
const wheel = 'p-1.0-py3-none-any.whl';
const head = field(':action', 'file_upload') + field('name', 'p') + field('version', '1.0');
const upload = (body: string): Promise<number> => statusOf(target, 'POST', base, `${body}--x--\r\n`, form);
const publish = (body: string): Promise<number> =>
  statusOf(target, 'PUT', '/npm/d/abc-000000000000/dev/p', body, 'content-type: application/json');

describe('a head that is too large', () => {
  it.each([
    ['by one field', (): string => headOf(target, 'GET', base, `x-large: ${'a'.repeat(20_000)}`)],
    ['by many fields', () => headOf(target, 'GET', base, ...Array.from({ length: 3000 }, (_, n) => `x-${n}: a`))],
    ['by its path', () => headOf(target, 'GET', `${base}simple/${'a'.repeat(20_000)}/`)],
    ['by its query', () => headOf(target, 'GET', `/v1/domain?domain=${'a'.repeat(20_000)}`)],
  ])('%s is refused with 431, and the connection is ended', async (_name, text) => {
    const connection = connectRaw(target, text());
    await connection.ended;
    expect(connection.received()).toMatch(/^HTTP\/1\.1 431 /u);
  });
});

describe('a form', () => {
  it('within the limits is taken', async () => {
    expect(await upload(head + file('content', wheel, 'a'.repeat(100_000)))).toBe(200);
  });

  it.each([
    ['whose file is too large', () => head + file('content', wheel, 'a'.repeat(100_001))],
    ['with one field too large', () => head + field('description', 'a'.repeat(50_001))],
    ['with fields that are too large together', () => head + field('description', 'a'.repeat(5000)).repeat(11)],
    ['with thousands of fields', () => head + Array.from({ length: 3000 }, (_, n) => field(`f${n}`, 'a')).join('')],
    ['with thousands of fields of one name', () => head + field('classifiers', 'a').repeat(3000)],
    ['with another part that is too large', () => head + file('other', wheel, 'a'.repeat(250_000))],
    ['with too much before its first part', () => `${'a'.repeat(250_000)}\r\n${head}`],
    ['with too much after its last part', () => `${head}--x--\r\n${'a'.repeat(250_000)}`],
  ])('%s is refused with 413', async (_name, body) => {
    expect(await upload(body())).toBe(413);
  });

  it.each([
    ['with a part whose head is too large', () => `${head}--x\r\nx-a: ${'a'.repeat(100_000)}\r\n\r\n`],
    ['with a name that is too long', () => head.replace('\r\n\r\np\r\n', `\r\n\r\n${'p'.repeat(300)}\r\n`)],
    ['with a version that is too long', () => head.replace('1.0', '1'.repeat(300))],
    ['with a file name that is too long', () => head + file('content', `p-1.0-${'a'.repeat(300)}-none-any.whl`, 'a')],
    ['without a file', () => head],
  ])('%s is refused with 400', async (_name, body) => {
    expect(await upload(body())).toBe(400);
  });

  it('without a boundary is refused with 400', async () => {
    expect(await statusOf(target, 'POST', base, 'a', 'content-type: multipart/form-data')).toBe(400);
  });
});

describe('an npm publish', () => {
  it.each([
    ['that is too large', 413, () => `{"_attachments":{"p-1.0.0.tgz":{"data":"${'a'.repeat(200_000)}"}}}`],
    ['whose tarball is too large', 413, () => `{"_attachments":{"p-1.0.0.tgz":{"data":"${'a'.repeat(150_000)}"}}}`],
    ['whose levels are too many', 400, () => '['.repeat(100_000)],
    ['whose objects are too deep', 400, () => `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`],
    ['whose key is no JSON', 400, () => '{"a\nb":1}'],
    ['whose key is a wrong escape', 400, () => String.raw`{"\u00zz":1}`],
    ['that ends in its tarball', 400, () => '{"_attachments":{"p-1.0.0.tgz":{"data":"aaaa'],
    ['that is no JSON', 400, () => '}]"'],
  ])('%s is refused with %s', async (_name, status, body) => {
    expect(await publish(body())).toBe(status);
  });
});

describe('the body of an operation', () => {
  /** With a signature: what is refused is the body. */
  const listDomains = async (body: string): Promise<number> => {
    const { server } = target;
    const signer = new SignatureV4({
      credentials: server,
      region: server.region,
      service: 'codeartifact',
      sha256: Sha256,
    });
    const { host, hostname } = new URL(server.endpoint);
    const headers = { host, 'content-type': 'application/json' };
    const request = { method: 'POST', protocol: 'http:', hostname, path: '/v1/domains', headers, body };
    const signed = await signer.sign(request);
    const response = await fetch(`${server.endpoint}/v1/domains`, { method: 'POST', headers: signed.headers, body });
    await response.text();
    return response.status;
  };

  it('within the limit is read', async () => {
    expect(await listDomains(`{"maxResults":1}${' '.repeat(19_984)}`)).toBe(200);
  });

  it.each([
    ['that is too large', () => `{"maxResults":1}${' '.repeat(19_985)}`],
    ['that is deep', () => '['.repeat(19_000)],
    ['that is deep, and JSON', () => `{"maxResults":${'['.repeat(9000)}${']'.repeat(9000)}}`],
  ])('%s is refused with 400', async (_name, body) => {
    expect(await listDomains(body())).toBe(400);
  });
});

describe('after all of this', () => {
  it('nothing half stays, nothing was a fault of the server, and the next is served', async () => {
    expect(await readdir(join(target.server.dataDir, 'incoming'))).toEqual([]);
    expect(target.reported).toEqual([]);
    expect(await statusOf(target, 'GET', '/npm/d/abc-000000000000/dev/-/ping')).toBe(200);
  });
});
