import type { Revision } from '@buildset/core';
import { afterEach, describe, expect, it } from 'vitest';
import { awsError, type FakeHandler, type FakeServer, json, startFakeServer } from './fake-server.ts';
import { assetOf, type Connected, connected, GENERIC, WHEEL } from './fixtures.ts';

const servers: FakeServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function against(handler: FakeHandler): Promise<Connected & { readonly server: FakeServer }> {
  const server = await startFakeServer(handler);
  servers.push(server);
  return { server, ...(await connected(server.url)) };
}

const revision = (text: string): Revision => text as Revision;
const listed = (name: string): object => ({ name, size: 3, hashes: { 'SHA-256': assetOf('', name).sha256 } });

describe('listing assets', () => {
  it('throws listing-unstable when the version never holds still', async () => {
    const { domain, server } = await against((_seen, response, _request, number) =>
      json(response, { versionRevision: `r${number}`, assets: [], nextToken: 'more' }),
    );
    await expect(domain.reader('AbcDev').listAssets(WHEEL)).rejects.toMatchObject({ code: 'listing-unstable' });
    expect(server.seen).toHaveLength(10);
  });

  it('throws unexpected-reply for an asset without a digest', async () => {
    const { domain } = await against((_seen, response) =>
      json(response, { versionRevision: 'r1', assets: [{ name: 'a', size: 1, hashes: {} }] }),
    );
    await expect(domain.reader('AbcDev').listAssets(WHEEL)).rejects.toMatchObject({ code: 'unexpected-reply' });
  });

  it('begins anew when the revision changes between two pages', async () => {
    const { domain } = await against((_seen, response, _request, number) => {
      const versionRevision = number === 1 ? 'r1' : 'r2';
      if (number % 2 === 1) return json(response, { versionRevision, assets: [listed('a')], nextToken: 'more' });
      return json(response, { versionRevision, assets: [listed('b')] });
    });
    const listing = await domain.reader('AbcDev').listAssets(WHEEL);
    expect(listing?.revision).toBe('r2');
    expect(listing?.assets.map(({ name }) => name)).toEqual(['a', 'b']);
  });
});

describe('copying', () => {
  const request = { ref: WHEEL, revision: revision('r/1+=') } as const;

  it.each([
    ['MISMATCHED_REVISION', 'mismatched-revision'],
    ['NOT_FOUND', 'not-found'],
    ['NOT_ALLOWED', 'not-allowed'],
    ['SKIPPED', 'not-allowed'],
    ['NEWLY_INVENTED', 'unexpected-reply'],
  ])('throws %s as %s', async (errorCode, code) => {
    const failedVersions = { '1.0.0': { errorCode, errorMessage: 'no' } };
    const { domain } = await against((_seen, response) => json(response, { successfulVersions: {}, failedVersions }));
    const copying = domain.writer('AbcStaging').copyVersion({ from: domain.reader('AbcDev').repository, ...request });
    await expect(copying).rejects.toMatchObject({ code, side: 'destination' });
  });

  it('tells what happened: copied, already equal, already there', async () => {
    const replies = [
      { successfulVersions: { '1.0.0': { revision: 'r2', status: 'Published' } }, failedVersions: {} },
      { successfulVersions: {}, failedVersions: {} },
      { failedVersions: { '1.0.0': { errorCode: 'ALREADY_EXISTS', errorMessage: 'Version 1.0.0 already exists' } } },
    ];
    const { domain, server } = await against((_seen, response, _request, number) =>
      json(response, replies[number - 1] ?? {}),
    );
    const from = domain.reader('AbcDev').repository;
    const writer = domain.writer('AbcStaging');
    expect(await writer.copyVersion({ from, ...request })).toEqual({ outcome: 'copied', revision: 'r2' });
    expect(await writer.copyVersion({ from, ...request, allowOverwrite: true })).toEqual({ outcome: 'already-equal' });
    expect(await writer.copyVersion({ from, ...request })).toMatchObject({ outcome: 'already-exists' });
    const bodies = server.seen.map(({ body }): unknown => JSON.parse(body.toString()));
    expect(bodies[0]).toEqual({ versionRevisions: { '1.0.0': 'r/1+=' } });
    expect(bodies[1]).toEqual({ versionRevisions: { '1.0.0': 'r/1+=' }, allowOverwrite: true });
  });
});

describe('changing a status', () => {
  const change = { to: 'Published', expected: 'Unfinished', revision: revision('r1') } as const;
  const mismatched = { failedVersions: { '1.0.0': { errorCode: 'MISMATCHED_STATUS', errorMessage: 'no' } } };
  const described = (status: string): object => ({ packageVersion: { version: '1.0.0', revision: 'r1', status } });

  it('throws mismatched-status when the first attempt finds it so', async () => {
    const { domain } = await against((_seen, response) => json(response, mismatched));
    await expect(domain.writer('home').updateStatus(GENERIC, change)).rejects.toMatchObject({
      code: 'mismatched-status',
    });
  });

  /** The first reply is lost; the second attempt finds another status than expected; then one looks. */
  const lostReply =
    (status: string): FakeHandler =>
    (_seen, response, request, number) => {
      if (number === 1) return request.socket.destroy();
      return json(response, number === 2 ? mismatched : described(status));
    };

  it('throws mismatched-status when, after a lost reply, it turns out not to be done', async () => {
    const { domain } = await against(lostReply('Archived'));
    await expect(domain.writer('home').updateStatus(GENERIC, change)).rejects.toMatchObject({
      code: 'mismatched-status',
    });
  });

  it('is done when, after a lost reply, it turns out to be', async () => {
    const { domain } = await against(lostReply('Published'));
    await expect(domain.writer('home').updateStatus(GENERIC, change)).resolves.toBeUndefined();
  });
});

describe('opening an asset at a revision', () => {
  it.each([
    ['a conflict', 409, 'ConflictException'],
    ['not found, while the version is at another', 404, 'ResourceNotFoundException'],
  ])('throws mismatched-revision for %s', async (_name, status, type) => {
    const { domain } = await against((seen, response) =>
      seen.path.includes('/asset')
        ? awsError(response, status, type)
        : json(response, { packageVersion: { revision: 'r2', status: 'Published' } }),
    );
    const opening = domain.reader('AbcDev').openAsset(WHEEL, assetOf('a', 'x'), { revision: revision('r1') });
    await expect(opening).rejects.toMatchObject({ code: 'mismatched-revision', side: 'source' });
  });
});
