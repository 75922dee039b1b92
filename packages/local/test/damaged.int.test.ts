import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectRaw, headOf, openRawTarget, type RawTarget } from './raw-client.ts';
import { publishers, type PublishTarget } from './publish-any.ts';

/** What may happen to a file on a disk, and how the log says it. */
const damages: Readonly<Record<string, readonly [said: string, harm: (path: string) => Promise<void>]>> = {
  gone: ['is gone', (path) => rm(path)],
  short: ['has 3 of ', (path) => truncate(path, 3)],
  long: ['bytes', (path) => writeFile(path, 'and more', { flag: 'a' })],
  unreadable: [
    'ELOOP',
    async (path) => {
      await rm(path);
      await symlink(path, path);
    },
  ],
};

const nameOf = {
  generic: () => 'a.txt of generic package n/p',
  npm: () => 'package.tgz of npm package p',
  pypi: (version: string) => `p-${version}-py3-none-any.whl of pypi package p`,
};

/** More than sockets and their readers hold. */
const large = 'x'.repeat(24 * 1024 * 1024);

let folder: string;
let raw: RawTarget;
let target: PublishTarget;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'damaged-'));
  raw = await openRawTarget({ dataDir: join(folder, 'data'), log: join(folder, 'log.jsonl') });
  target = { endpoint: raw.server.endpoint, token: raw.token, credentials: raw.server };
});
afterAll(async () => {
  await raw.close();
  await rm(folder, { recursive: true, force: true });
});

function blobOf(text: string): string {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return join(raw.server.dataDir, 'blobs', sha256.slice(0, 2), sha256.slice(2));
}

const reportedSince = (count: number): readonly string[] => raw.reported.slice(count).map(String);

describe.skipIf(process.platform === 'win32').each(Object.entries(damages))('bytes that are %s', (kind, damage) => {
  const [said, harm] = damage;
  const version = `1.0.${Object.keys(damages).indexOf(kind)}`;

  it.each(['generic', 'npm', 'pypi'] as const)(
    'of a %s asset are an internal error that the log names',
    async (format) => {
      const { publish, fetched } = publishers[format];
      const text = `bytes of ${format} that are ${kind}`;
      const before = raw.reported.length;
      expect(await publish(target, version, text)).toBe(200);
      await harm(blobOf(text));
      expect(await fetched(target, version).catch(String)).toContain('Internal error');
      expect(reportedSince(before)).toEqual([
        expect.stringContaining(
          `${nameOf[format](version)}, version ${version}, in abc/dev is damaged: ${blobOf(text)}`,
        ),
      ]);
      expect(reportedSince(before)).toEqual([expect.stringContaining(said)]);
      await vi.waitFor(async () => expect(await readFile(join(folder, 'log.jsonl'), 'utf8')).toContain(blobOf(text)));
    },
  );

  it('are whole again once the same bytes are published', async () => {
    const { publish, fetched } = publishers.pypi;
    const text = `bytes that are ${kind} and come again`;
    expect(await publish(target, `2.${version}`, text)).toBe(200);
    await harm(blobOf(text));
    expect(await publish(target, `2.${version}`, text)).toBe(200);
    expect(await fetched(target, `2.${version}`)).toBe(text);
  });
});

describe.skipIf(process.platform === 'win32')('bytes that go while they are sent', () => {
  it('end the connection, and the log says of which asset', async () => {
    const before = raw.reported.length;
    expect(await publishers.pypi.publish(target, '3.0', large)).toBe(200);
    const path = '/pypi/d/abc-000000000000/dev/simple/p/3.0/p-3.0-py3-none-any.whl';
    const connection = connectRaw(raw, headOf(raw, 'GET', path, 'connection: close'));
    expect(await connection.status()).toBe(200);
    connection.socket.pause();
    await truncate(blobOf(large), large.length - 1);
    connection.socket.resume();
    await connection.ended;
    expect(connection.received().includes(large)).toBe(false);
    expect(reportedSince(before)).toEqual([expect.stringContaining('p-3.0-py3-none-any.whl of pypi package p')]);
  });
});
