import { afterEach, describe, expect, it, vi } from 'vitest';
import { Meter, type Timer } from '@buildset/core';
import { connectDomain } from '../src/connect.ts';
import { awsError, type FakeHandler, type FakeServer, json, startFakeServer } from './fake-server.ts';
import { connected, GENERIC, InstantTimer, WHEEL } from './fixtures.ts';

const servers: FakeServer[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) await server.close();
});

async function started(handler: FakeHandler): Promise<FakeServer> {
  const server = await startFakeServer(handler);
  servers.push(server);
  return server;
}

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };

/** No AWS configuration but what a test gives. */
function bareEnvironment(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('HOME', '/nonexistent');
  vi.stubEnv('AWS_CONFIG_FILE', '/nonexistent/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nonexistent/credentials');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
}

describe('connectDomain', () => {
  it('throws region-missing and credentials-missing, each with what to do', async () => {
    bareEnvironment();
    const meter = new Meter();
    await expect(connectDomain({ domain: 'abc', meter })).rejects.toMatchObject({
      code: 'region-missing',
      next: expect.stringContaining('AWS_REGION'),
    });
    const options = {
      domain: 'abc',
      domainOwner: '111122223333',
      region: 'us-east-1',
      meter,
      endpoint: 'http://127.0.0.1:1',
    };
    const domain = await connectDomain(options);
    await expect(domain.describeRepository('AbcDev')).rejects.toMatchObject({
      code: 'credentials-missing',
      side: 'local',
      next: expect.stringContaining('aws sso login'),
    });
    expect(meter.read().calls).toEqual({});
  });

  it('throws connection-failed, with the endpoint, when nobody listens', async () => {
    const timer = new InstantTimer();
    const { domain } = await connected('http://127.0.0.1:1', { timer });
    await expect(domain.describeRepository('AbcDev')).rejects.toMatchObject({
      code: 'connection-failed',
      message: expect.stringContaining('127.0.0.1:1'),
    });
    expect(timer.waits).toEqual([100, 200, 400, 800]);
  });

  it('finds the owner, and the partition by the region; honours the endpoint of the environment', async () => {
    bareEnvironment();
    const server = await started((_seen, response) =>
      json(response, { domain: { name: 'abc', owner: '999988887777' } }),
    );
    vi.stubEnv('AWS_ENDPOINT_URL_CODEARTIFACT', server.url);
    vi.stubEnv('AWS_REGION', 'cn-north-1');
    const domain = await connectDomain({ domain: 'abc', credentials, meter: new Meter() });
    expect(domain.ref).toEqual({
      partition: 'aws-cn',
      region: 'cn-north-1',
      domainOwner: '999988887777',
      domain: 'abc',
    });
    expect(domain.writer('AbcDev').repository).toEqual({ ...domain.ref, repository: 'AbcDev' });
  });

  it.each(['AccessDeniedException', 'ResourceNotFoundException'])(
    'asks for the owner when the domain is not told: %s',
    async (type) => {
      const server = await started((_seen, response) =>
        awsError(response, type.startsWith('Access') ? 403 : 404, type),
      );
      const options = { domain: 'abc', region: 'us-east-1', endpoint: server.url, credentials, meter: new Meter() };
      await expect(connectDomain(options)).rejects.toMatchObject({ next: expect.stringContaining('--domain-owner') });
    },
  );

  it('warns of no leak however many requests share a signal', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => {
      if (warning.name === 'MaxListenersExceededWarning') warnings.push(warning);
    };
    process.on('warning', note);
    const server = await started((_seen, response) => setTimeout(() => json(response, { versions: [] }), 20));
    const { domain } = await connected(server.url, { signal: new AbortController().signal });
    const reader = domain.reader('AbcDev');
    await Promise.all(Array.from({ length: 30 }, () => reader.listVersions(WHEEL)));
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });

  it('sends nothing when region and owner are given', async () => {
    const server = await started((_seen, response) => json(response, {}));
    await connected(server.url);
    expect(server.seen).toHaveLength(0);
  });

  it('stops when it is aborted', async () => {
    const abort = new AbortController();
    const server = await started(() => abort.abort());
    const { domain } = await connected(server.url, { signal: abort.signal });
    await expect(domain.describeRepository('AbcDev')).rejects.toMatchObject({ code: 'aborted' });
    expect(server.seen).toHaveLength(1);
  });

  it('stops when it is aborted while it waits to try again', async () => {
    const abort = new AbortController();
    const server = await started((_seen, response) => awsError(response, 500, 'InternalServerException'));
    const timer: Timer = {
      async sleep(_ms, signal) {
        abort.abort();
        signal?.throwIfAborted();
      },
    };
    const { domain } = await connected(server.url, { signal: abort.signal, timer });
    await expect(domain.describeRepository('AbcDev')).rejects.toMatchObject({ code: 'aborted' });
    expect(server.seen).toHaveLength(1);
  });

  it('begins no attempt after its deadline', async () => {
    const server = await started((_seen, response) => {
      response.setHeader('retry-after', '60');
      awsError(response, 429, 'ThrottlingException');
    });
    const { domain } = await connected(server.url, { retry: { deadlineMs: 30_000 } });
    await expect(domain.describeRepository('AbcDev')).rejects.toMatchObject({
      code: 'throttled',
      retryAfterMs: 60_000,
    });
    expect(server.seen).toHaveLength(1);
  });
});

describe('the domain', () => {
  it('takes a missing repository for an answer, a missing domain for an error', async () => {
    let resourceType = 'repository';
    const server = await started((_seen, response) =>
      awsError(response, 404, 'ResourceNotFoundException', { resourceType }),
    );
    const { domain } = await connected(server.url);
    expect(await domain.describeRepository('AbcDev')).toBeUndefined();
    await expect(domain.reader('AbcDev').describeVersion(WHEEL)).rejects.toMatchObject({
      code: 'not-found',
      side: 'source',
    });
    resourceType = 'domain';
    await expect(domain.describeRepository('AbcDev')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('names the home as the side that failed', async () => {
    const server = await started((_seen, response) => awsError(response, 403, 'AccessDeniedException'));
    const { domain } = await connected(server.url, { home: 'buildset' });
    await expect(domain.reader('buildset').describeVersion(GENERIC)).rejects.toMatchObject({ side: 'home' });
    await expect(domain.writer('AbcDev').describeVersion(GENERIC)).rejects.toMatchObject({ side: 'destination' });
  });

  it('creates a repository that may be there already', async () => {
    const server = await started((_seen, response) => awsError(response, 409, 'ConflictException'));
    const { domain } = await connected(server.url);
    await domain.createRepository('AbcDev', 'for tests');
    expect(server.seen).toHaveLength(1);
  });

  it('tells the service’s time', async () => {
    const server = await started((_seen, response) => {
      response.setHeader('date', 'Thu, 01 Jan 2026 00:00:00 GMT');
      json(response, { repository: { name: 'AbcDev' } });
    });
    const { domain } = await connected(server.url);
    await domain.describeRepository('AbcDev');
    expect(domain.clock.now().toISOString()).toMatch(/^2026-01-01T00:00:0/);
  });
});
