import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CapturedStreams } from '../../test/captured-streams.ts';
import { MemoryAccess } from '../../test/memory-access.ts';
import { schemaErrors } from '../../test/schemas.ts';
import { loginCommands, PYTHON_TOOLS, runCli } from '../index.ts';
import { cachedToken, cachePath, type TokenPlace } from './token-cache.ts';

const NOON = Date.parse('2030-01-01T12:00:00Z');
const MINUTE = 60_000;

describe('cachedToken', () => {
  let home = '';
  let access: MemoryAccess;
  let now = NOON;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'buildset-token-'));
    access = new MemoryAccess();
    access.expiresAt = new Date(NOON + 60 * MINUTE);
    now = NOON;
  });
  afterEach(() => rm(home, { recursive: true }));

  const place = (environment: Record<string, string> = {}, domain = 'abc'): TokenPlace => ({
    settings: { domain, home: 'buildset' },
    environment: { HOME: home, ...environment },
    now: () => now,
  });
  const ask = async (...args: Parameters<typeof place>): Promise<string> =>
    (await cachedToken(access, place(...args))).value;

  it('asks once, for an hour, and keeps it for its owner only', async () => {
    expect(await ask()).toBe('secret-token-1');
    expect(await ask()).toBe('secret-token-1');
    expect(access.durations).toEqual([3600]);
    const path = cachePath(place());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
  });

  it('asks again a quarter of an hour before the end, and when this clock has gone back', async () => {
    await ask();
    now = NOON + 44 * MINUTE;
    expect(await ask()).toBe('secret-token-1');
    now = NOON + 46 * MINUTE;
    expect(await ask()).toBe('secret-token-2');
    now = NOON;
    expect(await ask()).toBe('secret-token-3');
  });

  it('asks once for many at a time', async () => {
    const tokens = await Promise.all(Array.from({ length: 8 }, () => ask()));
    expect(new Set(tokens)).toEqual(new Set(['secret-token-1']));
    expect(access.tokens).toBe(1);
  });

  it('gives no token of another identity or domain', async () => {
    await ask();
    expect(await ask({ AWS_PROFILE: 'other' })).toBe('secret-token-2');
    expect(await ask({}, 'xyz')).toBe('secret-token-3');
    expect(await ask()).toBe('secret-token-1');
  });

  it.each([
    ['that others may read', async (path: string) => chmod(path, 0o644)],
    ['that is no JSON', async (path: string) => writeFile(path, 'torn', { mode: 0o600 })],
  ])('believes no file %s', async (_what, spoil) => {
    await ask();
    await spoil(cachePath(place()));
    expect(await ask()).toBe('secret-token-2');
    expect((await stat(cachePath(place()))).mode & 0o777).toBe(0o600);
  });

  it('gives one all the same where none can be kept', async () => {
    await writeFile(join(home, '.cache'), 'a file');
    expect(await ask()).toBe('secret-token-1');
  });

  it('hands on why there is none', async () => {
    access.isThere = false;
    await expect(ask()).rejects.toThrow('nobody is to be asked');
  });
});

describe('token', () => {
  let home = '';
  const access = new MemoryAccess();
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'buildset-token-'));
    await mkdir(join(home, '.cache'));
  });
  afterEach(() => rm(home, { recursive: true }));

  const run = async (...flags: readonly string[]): Promise<string> => {
    const streams = new CapturedStreams({});
    const code = await runCli({
      name: 'tool',
      version: '1.2.3',
      summary: 'A tool.',
      commands: loginCommands(PYTHON_TOOLS),
      argv: ['token', '--domain', 'abc', ...flags],
      streams,
      environment: { HOME: home },
      connector: () => Promise.reject(new Error('no token needs a home')),
      accessConnector: access.connector,
      folder: home,
      signal: new AbortController().signal,
    });
    expect({ code, stderr: streams.stderr.text }).toEqual({ code: 0, stderr: '' });
    return streams.stdout.text;
  };

  it('prints the token and nothing else, the same one the next time', async () => {
    const first = await run();
    expect(first).toMatch(/^secret-token-\d+\n$/);
    expect(await run('--quiet')).toBe(first);
    expect(await run('--fresh')).not.toBe(first);
    expect(await run()).toBe(first);
  });

  it('answers as its schema says, with the end', async () => {
    const answer = await run('--json', '--duration-seconds', '900');
    expect(schemaErrors('token', answer)).toEqual([]);
    expect(JSON.parse(answer)).toMatchObject({ token: { expiresAt: '2030-01-01T00:00:00.000Z' } });
    expect(access.durations.at(-1)).toBe(900);
  });
});
