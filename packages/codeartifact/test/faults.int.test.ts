import { randomBytes } from 'node:crypto';
import {
  CodedError,
  type Meter,
  type Publication,
  type RepositoryWriter,
  sha256Of,
  type VersionRef,
} from '@buildset/core';
import { npmPublication } from '@buildset/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { bytesOf, InstantTimer, pieces, publicationOf } from './fixtures.ts';
import { type LocalService, startLocalService } from './local-service.ts';

let service: LocalService;
let proxy: FaultProxy;
let meter: Meter;
let dev: RepositoryWriter;
let timer: InstantTimer;
let serial = 0;

beforeAll(async () => {
  service = await startLocalService({ report: () => undefined });
  proxy = await startFaultProxy(service.server.endpoint);
  timer = new InstantTimer();
  const domain = await service.connect({ endpoint: proxy.url, timer });
  meter = service.meter;
  await domain.createRepository('AbcDev', 'for tests');
  await domain.createRepository('AbcStaging', 'for tests');
  dev = domain.writer('AbcDev');
});

afterAll(async () => {
  await proxy.close();
  await service.close();
});

const UPLOAD = /^\/pypi\//;
const NPM = /^\/npm\//;
const PUBLISH = /^\/v1\/package\/version\/publish/;
const DOWNLOAD = /^\/v1\/package\/version\/asset\?/;

type Format = 'generic' | 'npm' | 'pypi';

function fresh(format: Format): VersionRef {
  serial += 1;
  const name = `faulty${serial}`;
  if (format === 'npm') return { format, namespace: 'tests', name, version: '1.0.0' };
  return format === 'pypi'
    ? { format, name, version: '1.0.0' }
    : { format, namespace: 'tests', name, version: '1.0.0' };
}

/** A megabyte, so that a request can be cut in its middle. */
function large(ref: VersionRef): Publication & { opened(): number } {
  const bytes = randomBytes(1 << 20);
  let opened = 0;
  return {
    asset: { name: `${ref.name}-1.0.0-23-py3-none-any.whl`, size: bytes.length, sha256: sha256Of(bytes) },
    open: async () => {
      opened += 1;
      return pieces(bytes, 64 * 1024);
    },
    unfinished: true,
    fields: [
      ['metadata_version', '2.1'],
      ['name', ref.name],
      ['version', '1.0.0'],
      ['filetype', 'bdist_wheel'],
      ['pyversion', 'py3'],
    ],
    opened: () => opened,
  };
}

async function largeOf(format: Format, ref: VersionRef): Promise<Publication & { opened(): number }> {
  if (format !== 'npm') return large(ref);
  const publication = await npmPublication(ref, randomBytes(1 << 20).toString('base64'));
  let opened = 0;
  return {
    ...publication,
    open: () => {
      opened += 1;
      return publication.open();
    },
    opened: () => opened,
  };
}

/** The code of an error. */
const codeOf = (error: unknown): unknown => (error instanceof CodedError ? error.code : error);

const calls = (operation: string): number => meter.read().calls[operation] ?? 0;

describe.each([
  ['generic', PUBLISH, 'PublishPackageVersion'],
  ['pypi', UPLOAD, 'PypiUpload'],
  ['npm', NPM, 'NpmPublish'],
] as const)('uploading a %s asset', (format, path, operation) => {
  it.each([
    ['the service throttles', { kind: 'reply', status: 429, headers: { 'retry-after': '2' } }],
    ['the connection is cut in the middle of the upload', { kind: 'cut-request', afterBytes: 300_000 }],
    ['the reply is lost after the upload took effect', { kind: 'lose-reply' }],
    ['a bit is changed on the way', { kind: 'corrupt-request', atByte: 300_000 }],
    ['a gateway fails', { kind: 'reply', status: 502 }],
  ] as const)('is done by the second attempt when %s', async (_name, fault) => {
    const ref = fresh(format);
    const publication = await largeOf(format, ref);
    const before = calls(operation);
    proxy.inject(path, fault);
    expect(await dev.publishAsset(ref, publication)).toMatchObject({ outcome: 'published' });
    expect(publication.opened()).toBe(2);
    expect(calls(operation) - before).toBe(2);
    expect((await dev.listAssets(ref))?.assets).toMatchObject([publication.asset]);
  });
});

describe('an upload that is damaged each time', () => {
  it.each([
    ['generic', PUBLISH],
    ['pypi', UPLOAD],
    ['npm', NPM],
  ] as const)('is refused as corrupt, and nothing is stored (%s)', async (format, path) => {
    const ref = fresh(format);
    for (let attempt = 1; attempt <= 5; attempt += 1) proxy.inject(path, { kind: 'corrupt-request', atByte: 300_000 });
    await expect(dev.publishAsset(ref, await largeOf(format, ref))).rejects.toMatchObject({
      code: 'corrupt-content',
      side: 'destination',
      next: expect.stringContaining('Nothing was completed'),
    });
    expect((await dev.listAssets(ref))?.assets ?? []).toEqual([]);
  });
});

describe('a token that the service no longer takes', () => {
  it.each([401, 404])('is replaced once (%i)', async (status) => {
    const first = fresh('pypi');
    await dev.publishAsset(first, large(first));
    const ref = fresh('pypi');
    const before = calls('GetAuthorizationToken');
    proxy.inject(UPLOAD, { kind: 'reply', status });
    expect(await dev.publishAsset(ref, large(ref))).toMatchObject({ outcome: 'published' });
    expect(calls('GetAuthorizationToken')).toBe(before + 1);
  });
});

describe('downloading', () => {
  it.each([
    [1, 'makes an upload of it open it again', 'published'],
    [5, 'lets an upload of it store nothing', 'corrupt-content'],
  ])('throws corrupt-content for one changed bit, which %i times %s', async (times, _what, end) => {
    const ref = fresh('generic');
    const publication = large(ref);
    await dev.publishAsset(ref, publication);
    for (let attempt = 1; attempt <= times; attempt += 1) proxy.inject(DOWNLOAD, { kind: 'corrupt-reply' });
    const copy = fresh('generic');
    const open = async (): Promise<AsyncIterable<Uint8Array>> =>
      (await dev.openAsset(ref, publication.asset)) ?? pieces(Buffer.alloc(0));
    const uploading = dev.publishAsset(copy, { ...publication, open });
    expect(await uploading.then(({ outcome }) => outcome, codeOf)).toBe(end);
    expect((await dev.listAssets(copy))?.assets).toEqual(end === 'published' ? [publication.asset] : undefined);
  });

  it('throws a retryable error when the body breaks off, and an upload of it opens it again', async () => {
    const ref = fresh('generic');
    const publication = large(ref);
    await dev.publishAsset(ref, publication);
    proxy.inject(DOWNLOAD, { kind: 'cut-reply', afterBytes: 100_000 });
    const stream = await dev.openAsset(ref, publication.asset);
    await expect(bytesOf(stream)).rejects.toMatchObject({ code: 'connection-lost', retryable: true });

    proxy.inject(DOWNLOAD, { kind: 'cut-reply', afterBytes: 100_000 });
    const copy = fresh('generic');
    const open = async (): Promise<AsyncIterable<Uint8Array>> =>
      (await dev.openAsset(ref, publication.asset)) ?? pieces(Buffer.alloc(0));
    expect(await dev.publishAsset(copy, { ...publication, open })).toMatchObject({ outcome: 'published' });
    expect((await dev.listAssets(copy))?.assets).toEqual([publication.asset]);
  });

  it('opens again by itself when the service fails before the first byte', async () => {
    const ref = fresh('generic');
    await dev.publishAsset(ref, publicationOf('a.txt', 'hello', { unfinished: true }));
    proxy.inject(DOWNLOAD, { kind: 'reply', status: 503 });
    const stream = await dev.openAsset(ref, publicationOf('a.txt', 'hello').asset);
    expect(await bytesOf(stream)).toBe('hello');
  });
});

describe('a change whose reply is lost', () => {
  it('is found done by the second attempt: sealing, deleting', async () => {
    const ref = fresh('generic');
    await dev.publishAsset(ref, publicationOf('a.txt', 'hello', { unfinished: true }));
    proxy.inject(/update_status/, { kind: 'lose-reply' });
    await dev.updateStatus(ref, { to: 'Published', expected: 'Unfinished' });
    expect((await dev.describeVersion(ref))?.status).toBe('Published');
    proxy.inject(/versions\/delete/, { kind: 'lose-reply' });
    await dev.deleteVersion(ref, { expected: 'Published' });
    expect(await dev.describeVersion(ref)).toBeUndefined();
  });

  it('is found done by the second attempt: copying', async () => {
    const ref = fresh('generic');
    await dev.publishAsset(ref, publicationOf('a.txt', 'hello'));
    const listing = await dev.listAssets(ref);
    const staging = service.domain.reader('AbcStaging');
    const through = (await service.connect({ endpoint: proxy.url, timer })).writer('AbcStaging');
    proxy.inject(/versions\/copy/, { kind: 'lose-reply' });
    if (listing === undefined) throw new Error('it was not published');
    const request = { from: dev.repository, ref, revision: listing.revision };
    expect(await through.copyVersion(request)).toEqual({ outcome: 'already-equal' });
    expect((await staging.listAssets(ref))?.assets).toEqual(listing.assets);
  });
});
