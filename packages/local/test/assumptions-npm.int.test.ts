import { createHash } from 'node:crypto';
import {
  CopyPackageVersionsCommand,
  DeletePackageVersionsCommand,
  DescribePackageVersionCommand,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-codeartifact';
import { describe, expect, it } from 'vitest';
import { domain, openAssuming } from './assumed-server.ts';

const npm = { format: 'npm', package: 'ui' } as const;

/** A server with the answers given, and what the tests do to its npm package `ui`. */
const open = async (...assume: string[]) => {
  const { client, server } = await openAssuming(...assume);
  const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain }));
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${server.endpoint}/npm/d/${domain}-000000000000/dev/${path}`, {
      method,
      headers: { authorization: `Bearer ${authorizationToken}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: await response.json() };
  };
  return {
    client,
    call,
    publish: async (version: string, tag: string) => {
      const tarball = Buffer.from(`tarball of ${version}`);
      const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
      const { status } = await call('PUT', 'ui', {
        name: 'ui',
        'dist-tags': { [tag]: version },
        versions: { [version]: { name: 'ui', version, dist: { integrity } } },
        _attachments: { [`ui-${version}.tgz`]: { data: tarball.toString('base64'), length: tarball.length } },
      });
      expect(status).toBe(200);
    },
    tags: async () => (await call('GET', '-/package/ui/dist-tags')).body,
    tag: (name: string, version: string) => call('PUT', `-/package/ui/dist-tags/${name}`, version),
    remove: (version: string) =>
      client.send(new DeletePackageVersionsCommand({ domain, repository: 'dev', ...npm, versions: [version] })),
    revision: async (packageVersion: string, repository = 'dev') => {
      const command = new DescribePackageVersionCommand({ domain, repository, ...npm, packageVersion });
      return (await client.send(command)).packageVersion?.revision;
    },
  };
};

describe('--assume, for npm', () => {
  it.each([
    ['as-sent', { next: '1.0.0' }],
    ['forced', { latest: '1.0.0', next: '1.0.0' }],
  ])('latest-on-publish=%s', async (value, tags) => {
    const server = await open(`latest-on-publish=${value}`);
    await server.publish('1.0.0', 'next');
    expect(await server.tags()).toEqual(tags);
  });

  it.each([
    ['drop', { next: '1.0.0' }],
    ['keep', { latest: '2.0.0', next: '1.0.0' }],
    ['newest', { latest: '1.0.0', next: '1.0.0' }],
  ])('dangling-tags=%s', async (value, tags) => {
    const server = await open(`dangling-tags=${value}`);
    await server.publish('1.0.0', 'next');
    await server.publish('2.0.0', 'latest');
    await server.remove('2.0.0');
    expect(await server.tags()).toEqual(tags);
  });

  it.each([
    ['no', true],
    ['yes', false],
  ])('deprecation-changes-revision=%s', async (value, same) => {
    const server = await open(`deprecation-changes-revision=${value}`);
    await server.publish('1.0.0', 'latest');
    const before = await server.revision('1.0.0');
    const versions = { '1.0.0': { name: 'ui', version: '1.0.0', deprecated: 'use 2' } };
    await server.call('PUT', 'ui', { name: 'ui', versions });
    expect((await server.revision('1.0.0')) === before).toBe(same);
  });

  it.each([
    ['no', true],
    ['yes', false],
  ])('dist-tags-change-revision=%s', async (value, same) => {
    const server = await open(`dist-tags-change-revision=${value}`);
    await server.publish('1.0.0', 'latest');
    await server.publish('2.0.0', 'next');
    const before = [await server.revision('1.0.0'), await server.revision('2.0.0')];
    await server.tag('latest', '2.0.0');
    expect((await server.revision('1.0.0')) === before[0]).toBe(same);
    expect((await server.revision('2.0.0')) === before[1]).toBe(same);
    await server.tag('latest', '1.0.0');
    expect([await server.revision('1.0.0'), await server.revision('2.0.0')]).toEqual(before);
  });

  it('gives a copy that takes its tags along the revision that it tells', async () => {
    const server = await open('dist-tags-change-revision=yes');
    await server.publish('1.0.0', 'latest');
    const repositories = { sourceRepository: 'dev', destinationRepository: 'prod' };
    const copy = new CopyPackageVersionsCommand({ domain, ...repositories, ...npm, versions: ['1.0.0'] });
    const outcome = await server.client.send(copy);
    expect(outcome.successfulVersions?.['1.0.0']?.revision).toBe(await server.revision('1.0.0', 'prod'));
    expect(outcome.successfulVersions?.['1.0.0']?.revision).toBe(await server.revision('1.0.0'));
  });
});
