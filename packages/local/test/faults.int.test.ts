import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  GetPackageVersionAssetCommand,
  ListDomainsCommand,
  ListPackageVersionsCommand,
  PublishPackageVersionCommand,
} from '@aws-sdk/client-codeartifact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

let server: RunningCodeArtifact;
let client: CodeartifactClient;

const coordinates = {
  domain: 'abc',
  repository: 'dev',
  format: 'generic',
  namespace: 'ns',
  package: 'p',
} as const;

const publish = (packageVersion: string, text: string) =>
  client.send(
    new PublishPackageVersionCommand({
      ...coordinates,
      packageVersion,
      assetName: 'a',
      assetSHA256: createHash('sha256').update(text).digest('hex'),
      assetContent: Buffer.from(text),
    }),
  );

const versions = async () => {
  const list = await client.send(new ListPackageVersionsCommand(coordinates));
  return (list.versions ?? []).map((version) => version.version);
};

const brokenConnection = /ECONNRESET|EPIPE|socket hang up|aborted/u;

interface LocalAnswer {
  readonly id: number;
  readonly message: string;
  readonly faults: readonly { readonly holding: number }[];
  readonly requests: readonly unknown[];
  readonly events: readonly { readonly detail: unknown }[];
}

const local = async (method: string, path: string, body?: unknown) => {
  const response = await fetch(`${server.endpoint}/_local/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as LocalAnswer };
};

const fault = (rule: unknown) => local('POST', 'faults', rule);

beforeEach(async () => {
  server = await startCodeArtifact();
  client = new CodeartifactClient({
    endpoint: server.endpoint,
    region: server.region,
    credentials: { accessKeyId: server.accessKeyId, secretAccessKey: server.secretAccessKey },
    maxAttempts: 1,
  });
  await client.send(new CreateDomainCommand({ domain: 'abc' }));
  await client.send(new CreateRepositoryCommand({ domain: 'abc', repository: 'dev' }));
});

afterEach(async () => {
  client.destroy();
  await server.close();
});

describe('faults', () => {
  it('throttles the n-th matching request only', async () => {
    await fault({ operation: 'ListDomains', nth: 2, action: { kind: 'throttle', retryAfterSeconds: 1 } });
    await client.send(new ListDomainsCommand({}));
    await expect(client.send(new ListDomainsCommand({}))).rejects.toMatchObject({
      name: 'ThrottlingException',
      retryAfterSeconds: 1,
    });
    await client.send(new ListDomainsCommand({}));
  });

  it('breaks the connection before the effect, or after it', async () => {
    await fault({ operation: 'PublishPackageVersion', nth: 1, action: { kind: 'reset', when: 'before' } });
    await fault({ operation: 'PublishPackageVersion', nth: 2, action: { kind: 'reset', when: 'after-effect' } });
    await expect(publish('1', 'a')).rejects.toThrow(brokenConnection);
    await expect(publish('2', 'a')).rejects.toThrow(brokenConnection);
    expect(await versions()).toEqual(['2']);
  });

  it('breaks the connection inside the upload, and nothing is kept', async () => {
    await publish('1', 'a');
    await fault({ path: '/publish$', action: { kind: 'reset', when: 'request-body', afterBytes: 3 } });
    await expect(publish('2', 'abcdef')).rejects.toThrow(brokenConnection);
    expect(await versions()).toEqual(['1']);
  });

  it('refuses an upload that was corrupted on its way', async () => {
    await fault({ operation: 'PublishPackageVersion', times: 1, action: { kind: 'corrupt-upload', atByte: 1 } });
    await expect(publish('1', 'abc')).rejects.toMatchObject({ name: 'ValidationException' });
    await publish('1', 'abc');
  });

  it('corrupts and cuts downloads', async () => {
    await publish('1', 'abcdef');
    const get = async () => {
      const got = await client.send(
        new GetPackageVersionAssetCommand({ ...coordinates, packageVersion: '1', asset: 'a' }),
      );
      return got.asset?.transformToString('latin1');
    };
    await fault({ operation: 'GetPackageVersionAsset', nth: 1, action: { kind: 'corrupt-download', atByte: 0 } });
    await fault({ operation: 'GetPackageVersionAsset', nth: 2, action: { kind: 'truncate', afterBytes: 2 } });
    expect(await get()).toBe('\u009Ebcdef');
    await expect(get()).rejects.toThrow(brokenConnection);
    expect(await get()).toBe('abcdef');
  });

  it('holds a request until it is released', async () => {
    const { json } = await fault({ operation: 'ListDomains', nth: 1, action: { kind: 'hold' } });
    const held = client.send(new ListDomainsCommand({}));
    await expect.poll(async () => (await local('GET', 'faults')).json.faults[0]?.holding).toBe(1);
    await local('POST', `faults/${json.id}/release`);
    await held;
  });

  it('answers listings from the past while others see the present', async () => {
    await publish('1', 'a');
    const { json } = await fault({ operation: 'ListPackageVersions', action: { kind: 'stale', forMs: 60_000 } });
    await publish('2', 'a');
    expect(await versions()).toEqual(['1']);
    await local('DELETE', `faults/${json.id}`);
    expect(await versions()).toEqual(['1', '2']);
  });

  it('gives tokens that end early', async () => {
    await fault({ operation: 'GetAuthorizationToken', action: { kind: 'short-token', seconds: 0 } });
    const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain: 'abc' }));
    const response = await fetch(`${server.endpoint}/pypi/d/abc-000000000000/dev/simple/p/`, {
      headers: { authorization: `Bearer ${authorizationToken}` },
    });
    expect(response.status).toBe(401);
  });

  it('takes credentials for expired', async () => {
    await fault({ operation: 'ListDomains', action: { kind: 'expire-credentials' }, times: 1 });
    await expect(client.send(new ListDomainsCommand({}))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
      $metadata: { httpStatusCode: 403 },
    });
    await expect(client.send(new ListDomainsCommand({}))).resolves.toBeDefined();
  });

  it('ends a session for what it signs, and a token for what it lets in', async () => {
    const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain: 'abc' }));
    const index = async () => {
      const response = await fetch(`${server.endpoint}/pypi/d/abc-000000000000/dev/simple/p/`, {
        headers: { authorization: `Bearer ${authorizationToken}` },
      });
      return response.status;
    };
    await fault({ action: { kind: 'expire-credentials' } });
    await expect(client.send(new ListDomainsCommand({}))).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    expect(await index()).toBe(404); // let in, and there is none
    await local('DELETE', 'faults');
    await fault({ action: { kind: 'expire-token' } });
    await client.send(new ListDomainsCommand({}));
    expect(await index()).toBe(401);
  });

  it('names what is wrong with a rule', async () => {
    const { status, json } = await fault({ operation: 'ListDomains', action: { kind: 'explode' } });
    expect(status).toBe(400);
    expect(json.message).toContain('explode');
  });
});

describe('the request log', () => {
  it('tells what was called, by whom, and how it ended', async () => {
    await publish('1', 'a');
    const { json } = await local('GET', 'requests?since=2');
    expect(json.requests).toEqual([
      expect.objectContaining({
        n: 3,
        method: 'POST',
        operation: 'PublishPackageVersion',
        repository: 'dev',
        status: 200,
        principal: 'arn:aws:iam::000000000000:user/administrator',
      }),
    ]);
    expect(JSON.stringify(json)).not.toContain('Signature');
  });
});

describe('events', () => {
  it('tells of a new version as EventBridge would', async () => {
    const { versionRevision } = await publish('1', 'a');
    const { json } = await local('GET', 'events');
    expect(json.events).toHaveLength(1);
    expect(json.events[0]?.detail).toMatchObject({
      operationType: 'Created',
      packageVersion: '1',
      packageVersionRevision: versionRevision,
      sequenceNumber: 1,
    });
  });
});

describe('without the test interface', () => {
  it('has no /_local', async () => {
    const plain = await startCodeArtifact({ testApi: false });
    const response = await fetch(`${plain.endpoint}/_local/requests`);
    expect(response.status).toBe(400);
    await plain.close();
  });
});

describe('a pypi upload that breaks off', () => {
  it('leaves nothing behind, neither a file nor a version', async () => {
    const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain: 'abc' }));
    await fault({ operation: 'pypi:Upload', action: { kind: 'reset', when: 'request-body', afterBytes: 200_000 } });
    const form = new FormData();
    form.append(':action', 'file_upload');
    form.append('name', 'p');
    form.append('version', '1');
    form.append('content', new Blob(['x'.repeat(2_000_000)]), 'p-1.tar.gz');
    const upload = fetch(`${server.endpoint}/pypi/d/abc-000000000000/dev/`, {
      method: 'POST',
      body: form,
      headers: { authorization: `Bearer ${authorizationToken}` },
    });
    await expect(upload).rejects.toThrow('fetch failed');
    await expect.poll(() => readdir(join(server.dataDir, 'incoming'))).toEqual([]);
    expect(await readdir(join(server.dataDir, 'blobs'))).toEqual([]);
  });
});
