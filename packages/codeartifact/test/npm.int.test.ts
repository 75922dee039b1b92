import type { ServerResponse } from 'node:http';
import type { DocumentMaker, Publication, VersionRef } from '@buildset/core';
import { npmPublication } from '@buildset/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { type FakeServer, json, type Seen, startFakeServer } from './fake-server.ts';
import { assetOf, type Connected, connected, pieces, publicationOf } from './fixtures.ts';

const LIB: VersionRef = { format: 'npm', namespace: 'abc', name: 'lib', version: '1.0.0' };
const document: DocumentMaker = ({ tag }) => ({
  path: '@abc%2flib',
  head: `{"${tag}":"`,
  tail: '"}',
  contentLength: 20,
});
const servers: FakeServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

interface Service extends Connected {
  readonly data: Seen[];
  readonly tokens: () => number;
}

/** A connection to a service whose API hands out tokens in a row and whose npm endpoint answers as told. */
async function service(answer: (response: ServerResponse, seen: Seen, number: number) => unknown): Promise<Service> {
  const data: Seen[] = [];
  let tokens = 0;
  const server: FakeServer = await startFakeServer((seen, response) => {
    if (seen.path.startsWith('/v1/repository/endpoint') && seen.path.includes('format=npm')) {
      return json(response, { repositoryEndpoint: `${server.url}npm/d/abc-111122223333/AbcDev` });
    }
    if (seen.path.startsWith('/v1/authorization-token')) {
      tokens += 1;
      return json(response, { authorizationToken: `token-${tokens}`, expiration: Date.now() / 1000 + 3600 });
    }
    return answer(response, seen, data.push(seen));
  });
  servers.push(server);
  return { ...(await connected(server.url)), data, tokens: () => tokens };
}

/** Nine bytes, which are twelve in base64. */
const publication = (): ReturnType<typeof publicationOf> =>
  publicationOf('package.tgz', 'a tarball', { document, tag: 'x' });

describe('publishing a tarball', () => {
  it('sends the document that npm sends, with its length and a token, the tarball in base64', async () => {
    const { data, domain, meter, tokens } = await service((response) => response.writeHead(201).end('{}'));
    const writer = domain.writer('AbcDev');
    expect(await writer.publishAsset(LIB, await npmPublication(LIB, 23, 'next'))).toEqual({ outcome: 'published' });
    await writer.publishAsset(LIB, await npmPublication(LIB, 23));
    const [first, second] = data;
    expect(first).toMatchObject({ method: 'PUT', path: '/npm/d/abc-111122223333/AbcDev/@abc%2flib', complete: true });
    expect(first?.headers).toMatchObject({
      authorization: 'Bearer token-1',
      'content-type': 'application/json',
      'content-length': String(first?.body.length),
    });
    const sent = JSON.parse(first?.body.toString() ?? '');
    expect(sent).toMatchObject({ name: '@abc/lib', 'dist-tags': { next: '1.0.0' } });
    const { asset } = await npmPublication(LIB, 23);
    const { data: base64, length } = sent._attachments['@abc/lib-1.0.0.tgz'];
    expect([assetOf('package.tgz', Buffer.from(base64, 'base64')), length]).toEqual([asset, asset.size]);
    expect(JSON.parse(second?.body.toString() ?? '')['dist-tags']).toEqual({ latest: '1.0.0' });
    expect(tokens()).toBe(1);
    expect(meter.read()).toEqual({
      calls: { GetAuthorizationToken: 1, GetRepositoryEndpoint: 1, NpmPublish: 2 },
      writes: 2,
      bytesTransferred: 2 * asset.size,
    });
  });

  it('is refused without a manifest, before a request', async () => {
    const { data, domain } = await service((response) => response.end());
    const bare = publicationOf('package.tgz', 'a tarball');
    await expect(domain.writer('AbcDev').publishAsset(LIB, bare)).rejects.toMatchObject({ code: 'validation' });
    expect([data.length, bare.opened()]).toEqual([0, 0]);
  });

  it('completes no request when the source breaks', async () => {
    const { data, domain } = await service((response) => response.end());
    const broken: Publication = { ...publication(), open: async () => pieces(Buffer.from('something')) };
    await expect(domain.writer('AbcDev').publishAsset(LIB, broken)).rejects.toMatchObject({ code: 'corrupt-content' });
    expect(data.some(({ complete }) => complete)).toBe(false);
  });

  it.each([
    [400, 'validation', 1],
    [403, 'access-denied', 1],
    [402, 'quota-exceeded', 1],
    [413, 'validation', 1],
    [307, 'unexpected-reply', 1],
    [401, 'token-expired', 2],
    [404, 'not-found', 2],
    [429, 'throttled', 20],
    [503, 'service-unavailable', 5],
  ])('answered %i is %s after %i requests', async (status, code, requests) => {
    const { data, domain } = await service((response) => response.writeHead(status).end('{"error":"no"}'));
    const error = await domain
      .writer('AbcDev')
      .publishAsset(LIB, publication())
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, side: 'destination' });
    expect(String(error)).toContain(`cannot publish @abc/lib@1.0.0 to AbcDev: HTTP ${status}: {"error":"no"}`);
    expect(data).toHaveLength(requests);
  });

  it('tells a conflict as an outcome with what was said', async () => {
    const { domain } = await service((response) => response.writeHead(409).end('{"error":"exists"}'));
    const outcome = await domain.writer('AbcDev').publishAsset(LIB, publication());
    expect(outcome).toMatchObject({ outcome: 'conflict', message: expect.stringContaining('exists') });
  });

  it.each([401, 404])('fetches another token after %i, once, and opens the source again', async (status) => {
    const { data, domain } = await service((response, _seen, number) =>
      response.writeHead(number === 1 ? status : 200).end(),
    );
    const one = publication();
    expect(await domain.writer('AbcDev').publishAsset(LIB, one)).toEqual({ outcome: 'published' });
    expect(one.opened()).toBe(2);
    expect(data.map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });
});

const full = {
  'dist-tags': { latest: '1.0.0', odd: 5 },
  versions: {
    '1.0.0': {
      name: '@abc/lib',
      dist: { integrity: 'sha512-aa', shasum: 'ff', tarball: 'http://x.test/' },
      deprecated: '',
    },
    '0.9.0': { dist: {}, deprecated: 'old' },
    '0.8.0': {},
  },
};

describe('reading a packument', () => {
  it('asks for the short form, and tells tags, digests and deprecations', async () => {
    const { data, domain, meter } = await service((response) => json(response, full));
    const reader = domain.writer('AbcDev');
    const packument = await reader.readPackument(LIB);
    expect([...(packument?.tags ?? [])]).toEqual([['latest', '1.0.0']]);
    expect([...(packument?.versions ?? [])]).toEqual([
      ['1.0.0', { integrity: 'sha512-aa', shasum: 'ff' }],
      ['0.9.0', { deprecated: 'old' }],
      ['0.8.0', {}],
    ]);
    expect(await reader.installerView(LIB)).toEqual([{ name: 'package.tgz', integrity: 'sha512-aa' }]);
    expect(await reader.installerView({ ...LIB, version: '2.0.0' })).toEqual([]);
    expect(data[0]).toMatchObject({ method: 'GET', path: '/npm/d/abc-111122223333/AbcDev/@abc%2flib' });
    expect(data[0]?.headers.accept).toMatch(/^application\/vnd\.npm\.install-v1\+json.*application\/json/);
    expect(meter.read()).toMatchObject({ calls: { NpmPackument: 3 }, writes: 0 });
  });

  it('finds nothing when there is no such package', async () => {
    const { data, domain } = await service((response) => response.writeHead(404).end());
    expect(await domain.reader('AbcDev').readPackument(LIB)).toBeUndefined();
    expect(data).toHaveLength(1);
  });

  it.each(['<html>', '[]', '{}', '{"dist-tags":{},"versions":{"1.0.0":3}}'])(
    'throws for what is none: %s',
    async (text) => {
      const { domain } = await service((response) => response.end(text));
      const error = await domain
        .reader('AbcDev')
        .readPackument(LIB)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'unexpected-reply', side: 'source' });
      expect(String(error)).toContain('read the package @abc/lib in AbcDev');
    },
  );
});

describe('dist-tags', () => {
  it('are set and removed as npm does', async () => {
    const { data, domain, meter } = await service((response) => response.end('{}'));
    const writer = domain.writer('AbcDev');
    await writer.setDistTag(LIB, 'next');
    await writer.removeDistTag(LIB, 'next');
    const path = '/npm/d/abc-111122223333/AbcDev/-/package/@abc%2flib/dist-tags/next';
    expect(data.map((seen) => [seen.method, seen.path, seen.body.toString()])).toEqual([
      ['PUT', path, '"1.0.0"'],
      ['DELETE', path, ''],
    ]);
    expect(meter.read()).toMatchObject({ calls: { NpmDistTag: 2 }, writes: 2 });
  });

  it('are gone when there is none to remove, and cannot be set where there is no version', async () => {
    const { domain } = await service((response) => response.writeHead(404).end());
    const writer = domain.writer('AbcDev');
    await writer.removeDistTag(LIB, 'next');
    await expect(writer.setDistTag(LIB, 'next')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('are refused with what was being done', async () => {
    const { domain } = await service((response) => response.writeHead(403).end());
    const setting = domain.writer('AbcDev').setDistTag(LIB, 'next');
    await expect(setting).rejects.toMatchObject({
      code: 'access-denied',
      message: 'cannot point the dist-tag next at @abc/lib@1.0.0 in AbcDev: HTTP 403',
    });
  });
});

describe('deprecating', () => {
  it('sends the whole document back with the one version changed', async () => {
    const { data, domain } = await service((response, { method }) =>
      method === 'GET' ? json(response, full) : response.end('{}'),
    );
    await domain.writer('AbcDev').deprecateVersion(LIB, 'use 2.0.0');
    expect(data[0]?.headers.accept).toBe('application/json');
    const sent = JSON.parse(data[1]?.body.toString() ?? '');
    expect(sent).toEqual({
      ...full,
      versions: { ...full.versions, '1.0.0': { ...full.versions['1.0.0'], deprecated: 'use 2.0.0' } },
    });
    expect(data[1]).toMatchObject({ method: 'PUT', path: '/npm/d/abc-111122223333/AbcDev/@abc%2flib' });
  });

  it('throws for a version that is not there', async () => {
    const { domain } = await service((response) => json(response, full));
    const deprecating = domain.writer('AbcDev').deprecateVersion({ ...LIB, version: '3.0.0' }, 'x');
    await expect(deprecating).rejects.toMatchObject({ code: 'not-found' });
  });
});
