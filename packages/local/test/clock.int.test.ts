import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  ListDomainsCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

const domain = 'abc';
const hourMs = 3_600_000;
let server: RunningCodeArtifact;
let client: CodeartifactClient;

beforeAll(async () => {
  server = await startCodeArtifact({ now: () => Date.UTC(2026, 0, 2), clockOffsetMs: hourMs });
});

beforeEach(async () => {
  await steer('DELETE');
});

afterAll(() => server.close());

const steer = async (method: string, body?: string) => {
  const response = await fetch(`${server.endpoint}/_local/clock`, { method, ...(body !== undefined && { body }) });
  return { status: response.status, body: await response.json() };
};

describe('the clock of the service', () => {
  it('begins with the offset of the start', async () => {
    const ahead = await startCodeArtifact({ now: () => Date.UTC(2026, 0, 2), clockOffsetMs: hourMs });
    const shown = await fetch(`${ahead.endpoint}/_local/clock`);
    expect(await shown.json()).toEqual({ now: '2026-01-02T01:00:00.000Z', offsetMs: hourMs });
    await ahead.close();
  });

  it('moves, and is that of every answer', async () => {
    await steer('POST', JSON.stringify({ advanceMs: hourMs }));
    const moved = await steer('POST', JSON.stringify({ advanceMs: hourMs }));
    expect(moved.body).toEqual({ now: '2026-01-02T02:00:00.000Z', offsetMs: 2 * hourMs });
    const response = await fetch(`${server.endpoint}/_local/clock`);
    expect(response.headers.get('date')).toBe('Fri, 02 Jan 2026 02:00:00 GMT');
    expect((await fetch(`${server.endpoint}/pypi/d/abc-000000000000/dev/`)).headers.get('date')).toContain('02:00:00');
    expect((await steer('DELETE')).body).toMatchObject({ offsetMs: 0 });
  });

  it.each(['{}', '{"advanceMs":"1"}', '{"advanceMs":0.5}', '{"offsetMs":1e16}', '{"advanceMs":1,"offsetMs":1}', '-'])(
    'refuses %s, and stays',
    async (body) => {
      expect(await steer('POST', body)).toMatchObject({ status: 400, body: { reason: 'CANNOT_PARSE' } });
      expect(server.clock.offsetMs()).toBe(0);
    },
  );
});

describe('a caller whose server is in another time', () => {
  beforeAll(() => {
    client = new CodeartifactClient({
      endpoint: server.endpoint,
      region: server.region,
      credentials: server,
      // The time that the server started with: that of this caller's machine.
      systemClockOffset: Date.UTC(2026, 0, 2) - Date.now(),
    });
  });

  afterAll(() => client.destroy());

  it('is let in by its own time, and by that which the server says', async () => {
    await client.send(new CreateDomainCommand({ domain }));
    await client.send(new CreateRepositoryCommand({ domain, repository: 'dev' }));
    server.clock.setOffset(30 * hourMs);
    // The SDK sees the Date of the first answer, and signs the second request with that time.
    for (const _ of ['own', 'said']) {
      const { domains } = await client.send(new ListDomainsCommand({}));
      expect(domains?.map(({ name }) => name)).toEqual([domain]);
    }
    server.clock.setOffset(0);
  });

  it('has its token run out when the time has come', async () => {
    const token = (await client.send(new GetAuthorizationTokenCommand({ domain, durationSeconds: 900 })))
      .authorizationToken;
    const index = async () => {
      const response = await fetch(`${server.endpoint}/pypi/d/abc-000000000000/dev/simple/none/`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return response.status;
    };
    expect(await index()).toBe(404);
    server.clock.setOffset(901_000);
    expect(await index()).toBe(401);
  });
});
