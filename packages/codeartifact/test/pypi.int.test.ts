import type { ServerResponse } from 'node:http';
import { Meter, versionOf } from '@buildset/core';
import { afterEach, describe, expect, it } from 'vitest';
import { createPypiIndex } from '../src/pypi-index.ts';
import { awsError, type FakeServer, json, type Seen, startFakeServer } from './fake-server.ts';
import { assetOf, connected, InstantTimer, pieces, publicationOf, WHEEL } from './fixtures.ts';

const NAME = 'pyabc-1.0.0-23-py3-none-any.whl';
const servers: FakeServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

/** A service whose API hands out tokens in a row and whose upload form answers as told. */
async function service(answer: (response: ServerResponse, seen: Seen, number: number) => unknown): Promise<{
  readonly url: string;
  readonly data: Seen[];
  readonly tokens: () => number;
  readonly server: FakeServer;
}> {
  const data: Seen[] = [];
  let tokens = 0;
  const server: FakeServer = await startFakeServer((seen, response) => {
    if (seen.path.startsWith('/v1/repository/endpoint')) {
      return json(response, { repositoryEndpoint: `${server.url}pypi/d/abc-111122223333/AbcDev` });
    }
    if (seen.path.startsWith('/v1/authorization-token')) {
      tokens += 1;
      return json(response, { authorizationToken: `token-${tokens}`, expiration: Date.now() / 1000 + 3600 });
    }
    return answer(response, seen, data.push(seen));
  });
  servers.push(server);
  return { url: server.url, data, tokens: () => tokens, server };
}

const basicOf = (token: string): string => `Basic ${Buffer.from(`aws:${token}`).toString('base64')}`;

describe('uploading a wheel', () => {
  describe('when the source breaks', () => {
    it('completes no request', async () => {
      const { url, data } = await service((response) => response.end());
      const { domain } = await connected(url);
      const publication = {
        asset: assetOf(NAME, 'what was announced'),
        open: async () => pieces(Buffer.from('what was not there')),
      };
      const uploading = domain.writer('AbcDev').publishAsset(WHEEL, publication);
      await expect(uploading).rejects.toMatchObject({ code: 'corrupt-content' });
      expect(data.some(({ complete }) => complete)).toBe(false);
    });
  });

  it.each([
    [400, 'validation', 1, 'what the reply names'],
    [403, 'access-denied', 1, 'these credentials may get a token'],
    [402, 'quota-exceeded', 1, 'prune'],
    [301, 'unexpected-reply', 1, 'Check the address'],
    [201, 'unexpected-reply', 1, 'Check the address'],
    [401, 'token-expired', 2, 'these credentials may get a token'],
    [404, 'not-found', 2, 'these credentials may get a token'],
    [429, 'throttled', 20, 'fewer jobs'],
    [503, 'service-unavailable', 5, 'Run it again'],
  ])('answered %i is %s after %i requests, and says what to do', async (status, code, requests, next) => {
    const { url, data } = await service((response) => response.writeHead(status).end('<b>no</b> password=x'));
    const { domain } = await connected(url);
    const error = await domain
      .writer('AbcDev')
      .publishAsset(WHEEL, publicationOf(NAME, 'wheel'))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, side: 'destination', next: expect.stringContaining(next) });
    expect(String(error)).toContain(`HTTP ${status}: no password=***`);
    expect(data).toHaveLength(requests);
  });

  it.each([401, 404])('fetches another token after %i, once, and opens the source again', async (status) => {
    const { url, data, tokens } = await service((response, _seen, number) =>
      response.writeHead(number === 1 ? status : 200).end(),
    );
    const { domain, timer } = await connected(url);
    const publication = publicationOf(NAME, 'wheel');
    expect(await domain.writer('AbcDev').publishAsset(WHEEL, publication)).toEqual({ outcome: 'published' });
    expect(tokens()).toBe(2);
    expect(publication.opened()).toBe(2);
    expect(data.map(({ headers }) => headers.authorization)).toEqual([basicOf('token-1'), basicOf('token-2')]);
    expect(timer.waits).toEqual([0]);
  });

  it('tells a conflict as an outcome with what was said', async () => {
    const { url } = await service((response) => response.writeHead(409).end('exists upstream'));
    const { domain } = await connected(url);
    const outcome = await domain.writer('AbcDev').publishAsset(WHEEL, publicationOf(NAME, 'wheel'));
    expect(outcome).toMatchObject({ outcome: 'conflict', message: expect.stringContaining('exists upstream') });
  });

  it('waits as a date in Retry-After says', async () => {
    const { url } = await service((response, _seen, number) => {
      if (number > 1) return response.end();
      response.setHeader('date', 'Thu, 01 Jan 2026 00:00:00 GMT');
      return response.writeHead(503, { 'retry-after': 'Thu, 01 Jan 2026 00:01:30 GMT' }).end();
    });
    const { domain, timer } = await connected(url);
    await domain.writer('AbcDev').publishAsset(WHEEL, publicationOf(NAME, 'wheel'));
    // Less what has passed since the reply.
    expect(timer.waits[0]).toBeGreaterThan(60_000);
    expect(timer.waits[0]).toBeLessThanOrEqual(90_100);
  });

  it('sends the fields as given, then the digest, then the file, with its length and a pre-emptive token', async () => {
    const { url, data, tokens } = await service((response) => response.end());
    const { domain, meter } = await connected(url);
    const writer = domain.writer('AbcDev');
    const fields = [
      ['metadata_version', '2.1'],
      ['name', 'PyAbc'],
      ['version', '1.0.0'],
      ['filetype', 'bdist_wheel'],
    ] as const;
    await writer.publishAsset(WHEEL, publicationOf(NAME, 'wheel', { fields }));
    await writer.publishAsset(WHEEL, publicationOf(NAME, 'wheel', { fields }));
    const [first] = data;
    const body = first?.body.toString() ?? '';
    const names = [...body.matchAll(/form-data; name="([^"]+)"/g)].map(([, name]) => name);
    expect(names).toEqual([
      ':action',
      'protocol_version',
      'metadata_version',
      'name',
      'version',
      'filetype',
      'sha256_digest',
      'content',
    ]);
    expect(body).toContain(`filename="${NAME}"`);
    expect(body).toContain(assetOf('', 'wheel').sha256);
    expect(first?.path).toBe('/pypi/d/abc-111122223333/AbcDev/');
    expect(first?.headers['content-length']).toBe(String(first?.body.length));
    expect(tokens()).toBe(1);
    expect(meter.read()).toEqual({
      calls: { GetAuthorizationToken: 1, GetRepositoryEndpoint: 1, PypiUpload: 2 },
      writes: 2,
      bytesTransferred: 10,
    });
  });
});

describe('opening endpoints', () => {
  it('asks what the forecast of them tells, so that nobody asks it again', async () => {
    const { url, tokens } = await service((response) => response.writeHead(404).end());
    const { domain, meter } = await connected(url);
    const foreseen = domain.endpointCalls?.('pypi', ['AbcDev', 'AbcStaging']);
    await domain.openEndpoints?.('pypi', ['AbcDev', 'AbcStaging']);
    expect(meter.read().calls).toEqual(foreseen);
    expect(domain.endpointCalls?.('pypi', ['AbcDev', 'AbcStaging'])).toEqual({});
    await domain.writer('AbcStaging').installerView(WHEEL);
    expect(meter.read().calls).toEqual({ ...foreseen, PypiIndex: 1 });
    expect(tokens()).toBe(1);
  });

  it('leaves what failed to whoever needs it', async () => {
    const server = await startFakeServer((_seen, response) => awsError(response, 403, 'AccessDeniedException'));
    servers.push(server);
    const { domain } = await connected(server.url);
    await domain.openEndpoints?.('pypi', ['AbcDev']);
    await expect(domain.writer('AbcDev').installerView(WHEEL)).rejects.toMatchObject({ code: 'access-denied' });
  });
});

describe('reading the index', () => {
  it('asks for JSON and reads either form', async () => {
    const { url, data } = await service((response, _seen, number) => {
      if (number === 2) return response.writeHead(200, { 'content-type': 'text/html' }).end('<a href="x">b.whl</a>');
      return json(
        response,
        { files: [{ filename: 'a.whl' }] },
        { 'content-type': 'application/vnd.pypi.simple.v1+json' },
      );
    });
    const { domain, meter } = await connected(url);
    const writer = domain.writer('AbcDev');
    expect(await writer.installerView(WHEEL)).toEqual([{ name: 'a.whl' }]);
    expect(await writer.installerView(versionOf(WHEEL, '2.0.0'))).toEqual([{ name: 'b.whl' }]);
    expect(data[0]?.path).toBe('/pypi/d/abc-111122223333/AbcDev/simple/pyabc/');
    expect(data[0]?.headers.accept).toMatch(/^application\/vnd\.pypi\.simple\.v1\+json,.*text\/html/);
    expect(meter.read()).toMatchObject({ calls: { PypiIndex: 2 }, writes: 0 });
  });

  it('finds nothing when there is no such project', async () => {
    const { url, data } = await service((response) => response.writeHead(404).end());
    const { domain } = await connected(url);
    expect(await domain.writer('AbcDev').installerView(WHEEL)).toEqual([]);
    expect(data).toHaveLength(1);
  });

  it('fetches another token after 401', async () => {
    const { url, tokens } = await service((response, _seen, number) =>
      number === 1 ? response.writeHead(401).end() : json(response, { files: [] }),
    );
    const { domain } = await connected(url);
    expect(await domain.writer('AbcDev').installerView(WHEEL)).toEqual([]);
    expect(tokens()).toBe(2);
  });

  it('fails when the repository has no endpoint', async () => {
    const server = await startFakeServer((_seen, response) =>
      awsError(response, 404, 'ResourceNotFoundException', { resourceType: 'repository' }),
    );
    servers.push(server);
    const { domain } = await connected(server.url);
    const reading = domain.writer('AbcDv').installerView(WHEEL);
    await expect(reading).rejects.toMatchObject({ code: 'not-found', resourceType: 'repository' });
  });
});

describe('createPypiIndex', () => {
  it('refuses an address that is none, and an upload without a password', async () => {
    await expect(createPypiIndex({ url: 'codeartifact' })).rejects.toMatchObject({ code: 'validation' });
    const url = 'http://127.0.0.1/';
    const index = await createPypiIndex({ url });
    const upload = index.publishAsset(WHEEL, publicationOf(NAME, 'wheel'));
    await expect(upload).rejects.toMatchObject({ code: 'credentials-missing' });
  });

  it('takes a password of the address as it is, where a % in it is no escape', async () => {
    const { server, data } = await service((response) => response.writeHead(200).end());
    for (const password of ['100%', 'a%20b']) {
      const index = await createPypiIndex({ url: server.url.replace('//', `//me:${password}@`) });
      await index.publishAsset(WHEEL, publicationOf(NAME, 'wheel'));
    }
    const sent = ['100%', 'a b'].map((password) => `Basic ${btoa(`me:${password}`)}`);
    expect(data.map(({ headers }) => headers['authorization'])).toEqual(sent);
  });

  it('uploads without a login where user and password are empty, and with a user alone', async () => {
    const { server, data } = await service((response) => response.writeHead(200).end());
    for (const username of ['', 'me']) {
      const index = await createPypiIndex({ url: server.url, username, password: '' });
      await index.publishAsset(WHEEL, publicationOf(NAME, 'wheel'));
    }
    expect(data.map(({ headers }) => headers['authorization'])).toEqual([undefined, `Basic ${btoa('me:')}`]);
  });

  it('says how to renew a token that is refused, and repeats nothing', async () => {
    const { server, data } = await service((response) => response.writeHead(401).end());
    const uploader = await createPypiIndex({ url: server.url, password: 'old', timer: new InstantTimer() });
    const error = await uploader.publishAsset(WHEEL, publicationOf(NAME, 'wheel')).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'token-expired',
      next: expect.stringMatching(/`codeartifact-twine login` and `aws codeartifact login/),
    });
    expect(data).toHaveLength(1);
  });

  it('uploads with the credentials of the address or those given, and shows neither', async () => {
    const { server, data } = await service((response, _seen, number) =>
      response.writeHead(number === 2 ? 403 : 200).end(),
    );
    const meter = new Meter();
    const url = server.url.replace('//', '//aws:t%40ken@');
    const uploader = await createPypiIndex({ url, meter });
    expect(await uploader.publishAsset(WHEEL, publicationOf(NAME, 'wheel'))).toEqual({ outcome: 'published' });
    expect(data[0]?.headers.authorization).toBe(basicOf('t@ken'));
    const refused = await uploader.publishAsset(WHEEL, publicationOf(NAME, 'wheel')).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(refused)).not.toMatch(/(?:@|%40)ken/);
    const other = await createPypiIndex({ url, username: 'me', password: 'secret', meter });
    await other.publishAsset(WHEEL, publicationOf(NAME, 'wheel'));
    expect(data[2]?.headers.authorization).toBe(`Basic ${Buffer.from('me:secret').toString('base64')}`);
    expect(meter.read().calls).toEqual({ PypiUpload: 3 });
  });

  it.each([
    ['/pypi/AbcDev/', undefined, '/pypi/AbcDev/simple/pyabc/'],
    ['/legacy/', undefined, '/simple/pyabc/'],
    ['/root/dev/', '/root/dev/+simple', '/root/dev/+simple/pyabc/'],
  ])('reads the index of %s where installers do', async (path, own, read) => {
    const { server, data } = await service((response) => response.writeHead(404).end());
    const indexUrl = own === undefined ? {} : { indexUrl: new URL(own, server.url).href };
    const index = await createPypiIndex({ url: new URL(path, server.url).href, password: 'secret', ...indexUrl });
    expect(await index.files(WHEEL)).toEqual([]);
    expect(data[0]?.path).toBe(read);
  });

  it('gives the login to no other host than the one that it is for', async () => {
    const { server, data } = await service((response) => response.writeHead(404).end());
    const url = server.url.replace('127.0.0.1', 'localhost');
    const index = await createPypiIndex({ url, indexUrl: `${server.url}simple/`, password: 'secret' });
    await index.files(WHEEL);
    expect(data[0]?.headers.authorization).toBeUndefined();
  });

  it.each([
    [409, 'Conflict'],
    [400, 'File already exists.'],
    [403, 'Not enough permissions to overwrite artifact'],
  ])('takes %i "%s" for a file that is there', async (status, text) => {
    const { server } = await service((response) => response.writeHead(status).end(text));
    const index = await createPypiIndex({ url: server.url, password: 'secret' });
    const { outcome } = await index.publishAsset(WHEEL, publicationOf(NAME, 'wheel'));
    expect(outcome).toBe('conflict');
  });
});
