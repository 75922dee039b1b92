import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CodeartifactClient,
  CodeartifactServiceException,
  GetPackageVersionAssetCommand,
  PublishPackageVersionCommand,
} from '@aws-sdk/client-codeartifact';

/** A server, in this process or in another, with the domain `abc` and its repository `dev`. */
export interface PublishTarget {
  readonly endpoint: string;
  readonly token: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

interface Publisher {
  /** Publishes a version of the package `p` that has one file with these bytes, and tells the status. */
  publish(
    target: PublishTarget,
    version: string,
    text: string,
    how?: { readonly wrongDigest?: boolean },
  ): Promise<number>;
  /** The bytes of that file as a client gets them. */
  fetched(target: PublishTarget, version: string): Promise<string>;
  /** Sends a publish up to the middle of the file, and ends the connection. */
  breakOff(target: PublishTarget): Promise<void>;
}

const pypi = '/pypi/d/abc-000000000000/dev/';
const npm = '/npm/d/abc-000000000000/dev/';
const generic = { domain: 'abc', repository: 'dev', format: 'generic', namespace: 'n', package: 'p' } as const;

const hashed = (algorithm: string, text: string): Buffer => createHash(algorithm).update(text).digest();

async function textAt({ endpoint, token }: PublishTarget, path: string): Promise<string> {
  const response = await fetch(`${endpoint}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return response.text();
}

async function withClient<T>(target: PublishTarget, work: (client: CodeartifactClient) => Promise<T>): Promise<T> {
  const { credentials, endpoint } = target;
  const client = new CodeartifactClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

const cutAfterMs = 50;
const pypiPart = '--x\r\nContent-Disposition: form-data; name="content"; filename="p-1.0.0-py3-none-any.whl"\r\n\r\n';
const npmHead = '{"name":"p","_attachments":{"p-1.0.0.tgz":{"data":"';

async function cutOff(target: PublishTarget, method: string, path: string, type: string, text: string): Promise<void> {
  const headers = { authorization: `Bearer ${target.token}`, 'content-type': type, 'content-length': 100_000 };
  const sent = request(`${target.endpoint}${path}`, { method, headers });
  sent.on('error', () => undefined);
  sent.write(text);
  await sleep(cutAfterMs);
  sent.destroy();
}

/** One way to publish for each format that has one. */
export const publishers: Readonly<Record<'generic' | 'npm' | 'pypi', Publisher>> = {
  pypi: {
    publish: async ({ endpoint, token }, version, text, { wrongDigest = false } = {}) => {
      const form = new FormData();
      const digest = hashed('sha256', wrongDigest ? 'else' : text).toString('hex');
      const fields = { ':action': 'file_upload', name: 'p', version, sha256_digest: digest };
      for (const [name, value] of Object.entries(fields)) form.append(name, value);
      form.append('content', new Blob([text]), `p-${version}-py3-none-any.whl`);
      const headers = { authorization: `Bearer ${token}` };
      return (await fetch(`${endpoint}${pypi}`, { method: 'POST', body: form, headers })).status;
    },
    fetched: (target, version) => textAt(target, `${pypi}simple/p/${version}/p-${version}-py3-none-any.whl`),
    breakOff: (target) =>
      cutOff(target, 'POST', pypi, 'multipart/form-data; boundary=x', `${pypiPart}${'a'.repeat(9000)}`),
  },
  npm: {
    publish: async ({ endpoint, token }, version, text, { wrongDigest = false } = {}) => {
      const integrity = `sha512-${hashed('sha512', wrongDigest ? 'else' : text).toString('base64')}`;
      const manifest = { name: 'p', version, dist: { integrity } };
      const data = Buffer.from(text).toString('base64');
      const body = JSON.stringify({
        name: 'p',
        'dist-tags': { latest: version },
        versions: { [version]: manifest },
        _attachments: { [`p-${version}.tgz`]: { data, length: text.length } },
      });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return (await fetch(`${endpoint}${npm}p`, { method: 'PUT', body, headers })).status;
    },
    fetched: (target, version) => textAt(target, `${npm}p/-/p-${version}.tgz`),
    breakOff: (target) => cutOff(target, 'PUT', `${npm}p`, 'application/json', `${npmHead}${'aaaa'.repeat(4000)}`),
  },
  generic: {
    publish: (target, packageVersion, text, { wrongDigest = false } = {}) =>
      withClient(target, async (client) => {
        const assetSHA256 = hashed('sha256', wrongDigest ? 'else' : text).toString('hex');
        const asset = { assetName: 'a.txt', assetContent: Buffer.from(text), assetSHA256 };
        const command = new PublishPackageVersionCommand({ ...generic, ...asset, packageVersion });
        try {
          return (await client.send(command)).$metadata.httpStatusCode ?? 0;
        } catch (error) {
          return error instanceof CodeartifactServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
        }
      }),
    fetched: (target, packageVersion) =>
      withClient(target, async (client) => {
        const { asset } = await client.send(
          new GetPackageVersionAssetCommand({ ...generic, packageVersion, asset: 'a.txt' }),
        );
        return (await asset?.transformToString()) ?? '';
      }),
    breakOff: (target) =>
      withClient(target, async (client) => {
        const content = async function* (): AsyncIterable<Uint8Array> {
          yield Buffer.alloc(9000, 'a');
          await sleep(20 * cutAfterMs, undefined, { ref: false });
        };
        const asset = { assetName: 'a.txt', assetSHA256: '0'.repeat(64), assetContent: Readable.from(content()) };
        const command = new PublishPackageVersionCommand({ ...generic, ...asset, packageVersion: '1.0.0' });
        const abortSignal = AbortSignal.timeout(cutAfterMs);
        await client.send(command, { abortSignal }).catch(() => undefined);
      }),
  },
};
