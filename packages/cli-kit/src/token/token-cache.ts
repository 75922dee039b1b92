import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BearerToken, DomainAccess } from '@buildset/codeartifact';
import * as v from 'valibot';
import type { ConnectionSettings } from '../connection/connection.ts';
import { type Environment, firstSet } from '../environment.ts';
import { makeFolder } from '../files/make-folder.ts';
import { whileLocked } from '../login/file-lock.ts';
import { homeOf } from '../login/places.ts';
import { replaceFile } from '../login/replace-file.ts';

/** Asked for, in seconds: what lies on a disk should be worth little. */
const TOKEN_SECONDS = 3600;
/** A kept token has at least this long to live when it is handed out, so that an install ends before it does. */
const MARGIN_MS = 15 * 60_000;

/** What decides who asks: another identity never gets a kept token. */
const IDENTITY = [
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_CODEARTIFACT',
];

const keptSchema = v.strictObject({
  schemaVersion: v.literal(1),
  token: v.pipe(v.string(), v.minLength(1)),
  /** ISO 8601, by the service's clock. */
  expiresAt: v.pipe(v.string(), v.isoTimestamp()),
  /** Milliseconds, by this machine's clock. */
  fetchedAt: v.number(),
});

/** Where a domain's token is kept for one identity. */
export interface TokenPlace {
  readonly settings: ConnectionSettings;
  readonly environment: Environment;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * A token with a quarter of an hour to live at least: the kept one, or a new one, which is kept for the next. However many
 * processes ask at once, one request is made. The file is for its owner only; one that others may read is not believed.
 * Where nothing can be kept, a token comes all the same.
 */
export async function cachedToken(access: DomainAccess, place: TokenPlace): Promise<BearerToken> {
  const path = cachePath(place);
  const kept = await readKept(path, place.now());
  if (kept) return kept;
  let fetched: BearerToken | undefined;
  try {
    await makeFolder(dirname(path), 0o700);
    return await whileLocked(path, async () => {
      const since = await readKept(path, place.now());
      if (since) return since;
      fetched = await access.token(TOKEN_SECONDS);
      await keep(path, fetched, place.now());
      return fetched;
    });
  } catch (error) {
    if (fetched) return fetched;
    if (isDiskError(error)) return await access.token(TOKEN_SECONDS);
    throw error;
  }
}

/** One file for each domain and identity. Its name says nothing of them. */
export function cachePath({ environment, settings }: TokenPlace): string {
  const { domain, domainOwner, endpoint, profile, region } = settings;
  const who = [domain, domainOwner, endpoint, profile, region, ...IDENTITY.map((name) => environment[name])];
  const name = createHash('sha256')
    .update(JSON.stringify(who.map((part) => part ?? null)))
    .digest('hex');
  const folder = firstSet(environment, 'XDG_CACHE_HOME') ?? join(homeOf(environment), '.cache');
  return join(folder, 'buildset', 'tokens', `${name.slice(0, 32)}.json`);
}

async function keep(path: string, { expiresAt, value }: BearerToken, fetchedAt: number): Promise<void> {
  const kept = { schemaVersion: 1, token: value, expiresAt: expiresAt.toISOString(), fetchedAt };
  await replaceFile(path, `${JSON.stringify(kept)}\n`);
}

async function readKept(path: string, now: number): Promise<BearerToken | undefined> {
  try {
    const stats = await lstat(path);
    const isOwn = process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o077) === 0);
    if (!stats.isFile() || !isOwn) return undefined;
    const { expiresAt, fetchedAt, token } = v.parse(keptSchema, JSON.parse(await readFile(path, 'utf8')));
    // By this machine's clock too, so that one that is slow does not make a dead token live.
    const end = Math.min(Date.parse(expiresAt), fetchedAt + TOKEN_SECONDS * 1000);
    return now >= fetchedAt && now < end - MARGIN_MS ? { value: token, expiresAt: new Date(expiresAt) } : undefined;
  } catch {
    return undefined; // not there, or not ours
  }
}

/** A full or read-only disk, or a lock that does not come. */
function isDiskError(error: unknown): boolean {
  if (!(error instanceof Error && 'code' in error)) return false;
  return error.code === 'login-file-busy' || ('syscall' in error && typeof error.syscall === 'string');
}
