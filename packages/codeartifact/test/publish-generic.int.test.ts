import { afterEach, describe, expect, it } from 'vitest';
import { CodeArtifactError } from '../src/codeartifact-error.ts';
import { awsError, type FakeHandler, type FakeServer, json, startFakeServer } from './fake-server.ts';
import { assetOf, bytesOf, connected, GENERIC, pieces, publicationOf } from './fixtures.ts';

const servers: FakeServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function started(handler: FakeHandler, when?: 'complete' | 'early'): Promise<FakeServer> {
  const server = await startFakeServer(handler, when);
  servers.push(server);
  return server;
}

const stored = (name: string, content: string): object => ({
  versionRevision: 'r1',
  asset: { name, hashes: { 'SHA-256': assetOf(name, content).sha256 } },
});

describe('publishing a generic asset', () => {
  describe('when the source breaks', () => {
    it('throws the source’s error and completes no request', async () => {
      const server = await started((_seen, response) => json(response, {}));
      const { domain } = await connected(server.url);
      const asset = { ...assetOf('a', 'x'), size: 1_000_000 };
      const open = async (): Promise<AsyncIterable<Uint8Array>> =>
        (async function* broken() {
          yield Buffer.alloc(1000);
          throw new CodeArtifactError('corrupt-content', 'the source broke', { side: 'source' });
        })();
      const publishing = domain.writer('AbcDev').publishAsset(GENERIC, { asset, open });
      await expect(publishing).rejects.toMatchObject({ code: 'corrupt-content', side: 'source' });
      expect(server.seen.some((seen) => seen.complete)).toBe(false);
    });
  });

  describe('when the bytes are not those announced', () => {
    it('never sends the last of them', async () => {
      const server = await started((_seen, response) => json(response, {}));
      const { domain } = await connected(server.url);
      const open = async (): Promise<AsyncIterable<Uint8Array>> => pieces(Buffer.from('some other content!'));
      const asset = assetOf('a', 'what was announced!');
      const publishing = domain.writer('AbcDev').publishAsset(GENERIC, { asset, open });
      await expect(publishing).rejects.toMatchObject({ code: 'corrupt-content', side: 'local' });
      expect(server.seen.some((seen) => seen.complete)).toBe(false);
    });
  });

  describe('when the service is throttling', () => {
    it('waits at least as long as it is told, opens the source again, and counts each attempt', async () => {
      const server = await started((_seen, response, _request, number) => {
        if (number > 1) return json(response, stored('a.txt', 'hello'));
        response.setHeader('retry-after', '3');
        return awsError(response, 429, 'ThrottlingException');
      });
      const { domain, meter, timer } = await connected(server.url);
      const publication = publicationOf('a.txt', 'hello', { unfinished: true });
      const outcome = await domain.writer('AbcDev').publishAsset(GENERIC, publication);
      expect(outcome).toEqual({ outcome: 'published', revision: 'r1' });
      expect(publication.opened()).toBe(2);
      expect(timer.waits).toEqual([3100]);
      expect(meter.read()).toEqual({ calls: { PublishPackageVersion: 2 }, writes: 2, bytesTransferred: 10 });
    });
  });

  it('outlasts a quota that others spend as well', async () => {
    const server = await started((_seen, response, _request, number) => {
      if (number > 12) return json(response, stored('a.txt', 'hello'));
      response.setHeader('retry-after', '1');
      return awsError(response, 429, 'ThrottlingException');
    });
    const { domain } = await connected(server.url);
    const publishing = domain.writer('AbcDev').publishAsset(GENERIC, publicationOf('a.txt', 'hello'));
    expect(await publishing).toMatchObject({ outcome: 'published' });
  });

  describe('when the connection is reset', () => {
    it.each(['early', 'complete'] as const)('sends it again (%s)', async (when) => {
      const server = await started((_seen, response, request, number) => {
        if (number < 3) return request.socket.destroy();
        request.resume();
        return json(response, stored('a.txt', 'hello'));
      }, when);
      const { domain } = await connected(server.url);
      const publication = publicationOf('a.txt', 'hello');
      expect(await domain.writer('AbcDev').publishAsset(GENERIC, publication)).toMatchObject({ outcome: 'published' });
      expect(publication.opened()).toBe(3);
    });

    it('gives up after the fifth attempt and names the endpoint’s side', async () => {
      const server = await started((_seen, _response, request) => request.socket.destroy(), 'early');
      const { domain } = await connected(server.url);
      const publishing = domain.writer('AbcDev').publishAsset(GENERIC, publicationOf('a.txt', 'hello'));
      await expect(publishing).rejects.toMatchObject({ code: 'connection-lost', side: 'destination', retryable: true });
      expect(server.seen).toHaveLength(5);
    });
  });

  describe('when it is refused', () => {
    it.each([
      [403, 'AccessDeniedException', 'access-denied'],
      [402, 'ServiceQuotaExceededException', 'quota-exceeded'],
      [400, 'ValidationException', 'validation'],
      [403, 'ExpiredTokenException', 'credentials-expired'],
      [403, 'UnrecognizedClientException', 'credentials-invalid'],
    ])('%i %s is %s, at once', async (status, type, code) => {
      const server = await started((_seen, response) => awsError(response, status, type));
      const { domain } = await connected(server.url);
      const publishing = domain.writer('AbcDev').publishAsset(GENERIC, publicationOf('a.txt', 'hello'));
      await expect(publishing).rejects.toMatchObject({ code });
      expect(server.seen).toHaveLength(1);
    });

    it('tells a conflict as an outcome', async () => {
      const server = await started((_seen, response) => awsError(response, 409, 'ConflictException'));
      const { domain } = await connected(server.url);
      const outcome = await domain.writer('AbcDev').publishAsset(GENERIC, publicationOf('a.txt', 'hello'));
      expect(outcome).toMatchObject({ outcome: 'conflict' });
    });

    it('throws when the service says that it stored other bytes', async () => {
      const server = await started((_seen, response) => json(response, stored('a.txt', 'hallo')));
      const { domain } = await connected(server.url);
      const publishing = domain.writer('AbcDev').publishAsset(GENERIC, publicationOf('a.txt', 'hello'));
      await expect(publishing).rejects.toMatchObject({ code: 'corrupt-content', side: 'destination' });
    });
  });

  it('sends length, digest and coordinates, and the word unfinished only when it is asked to', async () => {
    const server = await started((_seen, response) => json(response, stored('a b+c.txt', 'hello')));
    const { domain, meter } = await connected(server.url, { home: 'buildset' });
    const writer = domain.writer('buildset');
    await writer.publishAsset(GENERIC, publicationOf('a b+c.txt', 'hello', { unfinished: true }));
    await writer.publishAsset(GENERIC, publicationOf('a b+c.txt', 'hello'));
    const [open, closed] = server.seen;
    const query = new URL(open?.path ?? '', server.url).searchParams;
    expect(Object.fromEntries(query)).toEqual({
      domain: 'abc',
      'domain-owner': '111122223333',
      repository: 'buildset',
      format: 'generic',
      namespace: 'tests',
      package: 'tool',
      version: '1.0.0',
      asset: 'a b+c.txt',
      unfinished: 'true',
    });
    expect(open?.headers).toMatchObject({ 'content-length': '5', 'x-amz-content-sha256': assetOf('', 'hello').sha256 });
    expect(open?.headers['transfer-encoding']).toBeUndefined();
    expect(open?.body.toString()).toBe('hello');
    expect(closed?.path).not.toContain('unfinished');
    expect(meter.read().bytesTransferred).toBe(0);
  });

  it('publishes an empty asset', async () => {
    const server = await started((_seen, response) => json(response, stored('empty', '')));
    const { domain } = await connected(server.url);
    expect(await domain.writer('AbcDev').publishAsset(GENERIC, publicationOf('empty', ''))).toMatchObject({
      outcome: 'published',
    });
    expect(server.seen[0]?.headers['content-length']).toBe('0');
  });
});

describe('downloading an asset', () => {
  it('throws corrupt-content before the last byte when the bytes are others', async () => {
    const server = await started((_seen, response) => response.end('hellO'));
    const { domain } = await connected(server.url);
    const stream = await domain.reader('AbcDev').openAsset(GENERIC, assetOf('a.txt', 'hello'));
    const got: Uint8Array[] = [];
    const reading = (async () => {
      for await (const chunk of stream ?? []) got.push(chunk);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'corrupt-content', side: 'source' });
    expect(Buffer.concat(got).length).toBeLessThan(5);
  });

  it('throws a retryable error when the body breaks off', async () => {
    const server = await started((_seen, response) => {
      response.writeHead(200, { 'content-length': '5' });
      response.write('hel', () => response.socket?.destroy());
    });
    const { domain } = await connected(server.url);
    const stream = await domain.reader('AbcDev').openAsset(GENERIC, assetOf('a.txt', 'hello'));
    await expect(bytesOf(stream)).rejects.toMatchObject({ code: 'connection-lost', retryable: true });
  });

  it('is undefined when the asset is not there, and an error when the repository is not', async () => {
    let resourceType = 'asset';
    const server = await started((_seen, response) =>
      awsError(response, 404, 'ResourceNotFoundException', { resourceType }),
    );
    const { domain } = await connected(server.url);
    const asset = assetOf('a.txt', 'hello');
    expect(await domain.reader('AbcDev').openAsset(GENERIC, asset)).toBeUndefined();
    resourceType = 'repository';
    await expect(domain.reader('AbcDv').openAsset(GENERIC, asset)).rejects.toMatchObject({
      code: 'not-found',
      coordinates: { repository: 'AbcDv' },
    });
  });

  it('reads a small asset, and refuses a large one', async () => {
    const server = await started((_seen, response) => response.end('hello'));
    const { domain, meter } = await connected(server.url);
    const reader = domain.reader('AbcDev');
    expect(Buffer.from((await reader.readSmallAsset(GENERIC, 'a.txt')) ?? []).toString()).toBe('hello');
    await expect(reader.readSmallAsset(GENERIC, 'a.txt', { maxBytes: 4 })).rejects.toMatchObject({
      code: 'asset-too-large',
    });
    expect(meter.read().bytesTransferred).toBe(0);
  });
});
