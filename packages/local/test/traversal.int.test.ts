import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { CodeartifactClient, PublishPackageVersionCommand } from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { base, connectRaw, headOf, openRawTarget, type RawTarget, statusOf } from './raw-client.ts';

let outer: string;
let target: RawTarget;
beforeAll(async () => {
  outer = await mkdtemp(join(tmpdir(), 'traversal-'));
  target = await openRawTarget({ dataDir: join(outer, 'a', 'b', 'data') });
});
afterAll(async () => {
  await target.close();
  await rm(outer, { recursive: true, force: true });
});

/** Ways out of a folder, as they go over the wire in a path. */
const escapes = [
  '../../../credentials.json',
  '..%2f..%2f..%2fcredentials.json',
  '..%2F..%2Fcredentials.json',
  '%2e%2e/%2e%2e/credentials.json',
  '%2e%2e%2f%2e%2e%2fcredentials.json',
  '%252e%252e%252fcredentials.json',
  '..%5c..%5ccredentials.json',
  '..\\..\\credentials.json',
  '....//....//credentials.json',
  '..;/credentials.json',
  '%2fetc%2fpasswd',
  '/etc/passwd',
  '//etc/passwd',
  'C:%5cWindows%5cwin.ini',
  'file:%2f%2f%2fetc%2fpasswd',
  '..',
  '.',
  '%2e',
  'a%00b',
  '%00',
  'credentials.json%00.whl',
  '%c0%ae%c0%ae%c0%afcredentials.json',
  '%ff%fe',
  '%',
  '%zz',
  '%E2%80%AE',
  '~root',
  '$HOME',
  'CON',
  'aux.whl',
  "'%20OR%201=1--",
] as const;

/** Where a name stands in the requests of package managers. */
const places: readonly (readonly [method: string, path: (name: string) => string])[] = [
  ['GET', (name) => `/pypi/d/abc-000000000000/dev/simple/${name}/`],
  ['GET', (name) => `/pypi/d/abc-000000000000/dev/simple/p/${name}/p-1.0-py3-none-any.whl`],
  ['GET', (name) => `/pypi/d/abc-000000000000/dev/simple/p/1.0/${name}`],
  ['GET', (name) => `/pypi/d/abc-000000000000/${name}/simple/p/`],
  ['GET', (name) => `/pypi/d/${name}-000000000000/dev/simple/p/`],
  ['GET', (name) => `/pypi/d/abc-000000000000/dev/${name}`],
  ['GET', (name) => `/npm/d/abc-000000000000/dev/${name}`],
  ['GET', (name) => `/npm/d/abc-000000000000/dev/@${name}%2fp`],
  ['GET', (name) => `/npm/d/abc-000000000000/dev/p/${name}`],
  ['GET', (name) => `/npm/d/abc-000000000000/dev/p/-/${name}`],
  ['GET', (name) => `/npm/d/abc-000000000000/dev/-/package/${name}/dist-tags`],
  ['PUT', (name) => `/npm/d/abc-000000000000/dev/-/package/p/dist-tags/${name}`],
  ['PUT', (name) => `/npm/d/abc-000000000000/dev/${name}`],
  ['DELETE', (name) => `/npm/d/abc-000000000000/dev/${name}/-rev/1`],
  ['POST', (name) => `/${name}`],
  ['GET', (name) => `/${name}`],
  ['GET', (name) => `/v1/${name}`],
  ['GET', (name) => `/_local/${name}`],
];

describe('a path that leads out of its folder', () => {
  it.each(places)('%s %s is refused, whatever its spelling', async (method, path) => {
    const found: string[] = [];
    for (const name of escapes) {
      const connection = connectRaw(
        target,
        headOf(target, method, path(name), 'content-length: 0', 'connection: close'),
      );
      await connection.ended;
      const answer = connection.received();
      if (!/^HTTP\/1\.1 (?:30[18]|4\d\d) /u.test(answer)) found.push(`${name}: ${answer}`);
      if (answer.includes(target.server.secretAccessKey) || answer.includes('root:')) found.push(`${name} leaks`);
    }
    expect(found).toEqual([]);
  });
});

const spelled = escapes.map((name) => {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
});

describe('a name that leads out of its folder', () => {
  it('is no name of an uploaded file, a project or a version', async () => {
    const form = 'content-type: multipart/form-data; boundary=x';
    const field = (name: string, value: string): string =>
      `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const upload = (project: string, version: string, file: string): Promise<number> => {
      const content = `--x\r\nContent-Disposition: form-data; name="content"; filename="${file}"\r\n\r\na\r\n--x--\r\n`;
      const fields = field(':action', 'file_upload') + field('name', project) + field('version', version);
      return statusOf(target, 'POST', base, fields + content, form);
    };
    const file = 'p-1.0-py3-none-any.whl';
    const taken: string[] = [];
    for (const name of spelled) {
      const tries = { file: upload('p', '1.0', name), end: upload('p', '1.0', `${name}/${file}`) };
      const others = { project: upload(name, '1.0', file), version: upload('p', name, file) };
      for (const [what, status] of Object.entries({ ...tries, ...others })) {
        // A folder before the name of the file is left off, as browsers send one.
        const allowed = what === 'end' ? [200, 400] : [400];
        if (!allowed.includes(await status)) taken.push(`${what} ${JSON.stringify(name)}: ${await status}`);
      }
    }
    expect(taken).toEqual([]);
  });

  it('is in the API what the service makes of it: data, or refused', async () => {
    const { endpoint, region } = target.server;
    const client = new CodeartifactClient({ endpoint, region, credentials: target.server, maxAttempts: 1 });
    const at = { domain: 'abc', repository: 'dev', format: 'generic', namespace: 'n', package: 'p' } as const;
    const assetSHA256 = 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb';
    const faults: unknown[] = [];
    for (const name of spelled) {
      for (const place of ['domain', 'repository', 'namespace', 'package', 'packageVersion', 'assetName']) {
        const input = { ...at, packageVersion: '1', assetName: 'a', assetContent: 'a', assetSHA256, [place]: name };
        await client.send(new PublishPackageVersionCommand(input)).catch((error: unknown) => {
          const expected = ['ValidationException', 'ResourceNotFoundException', 'ConflictException'];
          if (!(error instanceof Error) || !expected.includes(error.name)) faults.push([place, name, error]);
        });
      }
    }
    client.destroy();
    expect(faults).toEqual([]);
  });

  it('has left no file anywhere but where bytes are kept, by their digest', async () => {
    expect(target.reported).toEqual([]);
    const files = await readdir(outer, { recursive: true, withFileTypes: true });
    const names = files
      .filter((entry) => entry.isFile())
      .map((entry) => relative(outer, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));
    const own =
      /^a\/b\/data\/(?:metadata\.db(?:-wal|-shm)?|lock(?:\.guard)?(?:-\w+)?|credentials\.json|last-start\.json)$/u;
    const strange = names.filter((name) => !own.test(name) && !/^a\/b\/data\/blobs\/\w\w\/[0-9a-f]{62}$/u.test(name));
    expect(strange).toEqual([]);
    expect(names.some((name) => name.includes('/blobs/'))).toBe(true);
  });
});
