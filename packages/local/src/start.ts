import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAssumptions } from './assumptions.ts';
import { addPrincipal, listPrincipals, type Principal, userArn } from './auth/principals.ts';
import { storedPolicies } from './auth/stored-policies.ts';
import { tokenIssuer } from './auth/tokens.ts';
import { type Clock, steerableClock } from './clock.ts';
import { type Credentials, ensureCredentials } from './data-folder/credentials.ts';
import { writeLastStart } from './data-folder/last-start.ts';
import { lockFolder } from './data-folder/lock.ts';
import { makeDataFolder } from './data-folder/make-folder.ts';
import { eventLog } from './events.ts';
import { faultRegistry } from './faults/registry.ts';
import { createHandler } from './http/handler.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { faultLine, openLog } from './log.ts';
import type { LocalApi } from './local-api/index.ts';
import { orphansIn, removeOrphans } from './maintenance/orphans.ts';
import { pageTokens } from './model/page-tokens.ts';
import { type PublicSource, publicSource } from './public/public-source.ts';
import { awsQuotas } from './quotas.ts';
import { requestLog } from './request-log.ts';
import type { Identity, Services } from './services.ts';
import type { PackageFormat } from './storage/records.ts';
import { assetHashes } from './storage/asset-hashes.ts';
import { openDiskBlobStore } from './storage/disk-blob-store.ts';
import { openSqliteStore } from './storage/sqlite/store.ts';
import { recall } from './storage/recall.ts';
import { workerHasher } from './storage/worker-hasher.ts';

export interface StartOptions {
  /** Default: a temporary folder, which `close` removes. */
  readonly dataDir?: string;
  /** Default 127.0.0.1. Anything else needs `allowRemote`. */
  readonly host?: string;
  /** Default 0: a free one. */
  readonly port?: number;
  /** Default false. The server speaks plain HTTP: whoever can reach it sees tokens. */
  readonly allowRemote?: boolean;
  /** Default 000000000000. */
  readonly account?: string;
  /** Default us-east-1. */
  readonly region?: string;
  /** `NAME=VALUE` each: answers to what AWS does not document. */
  readonly assume?: readonly string[];
  readonly limits?: Partial<Limits>;
  /** What `public:pypi` leads to: the address of a simple index (PEP 691). Default: nothing, and nothing is fetched. */
  readonly publicPypi?: string | undefined;
  /** What `public:npmjs` leads to: the address of an npm registry. Default: nothing, and nothing is fetched. */
  readonly publicNpmjs?: string | undefined;
  /** `aws`: throttle above the service's default rates. Default `none`. */
  readonly quotas?: 'none' | 'aws';
  /** Faults, the request log and events under `/_local/`, for callers on this machine. Default true. */
  readonly testApi?: boolean;
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: () => number;
  /** How far the service's time begins ahead of `now`, in milliseconds. Default 0. */
  readonly clockOffsetMs?: number;
  /** A file to which JSON lines are added, one a request and one a fault of the server; `-` is standard error. Default: none. */
  readonly log?: string | undefined;
  /** Told of faults of the server itself. Default: standard error. */
  readonly report?: (error: unknown) => void;
}

export interface RunningCodeArtifact {
  /** `http://127.0.0.1:PORT`, for AWS clients as their endpoint URL. */
  readonly endpoint: string;
  readonly dataDir: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly account: string;
  /**
   * Makes a caller with its own keys, who may do what `policy` (an IAM policy as JSON) or a resource policy allows.
   * Throws RangeError for a policy that cannot be evaluated.
   */
  addPrincipal(name: string, policy: string): Promise<Principal>;
  /** The service's time, which `clock.setOffset` moves: tokens run out, leases end. Signatures stay good. */
  readonly clock: Clock;
  /** Stops listening, waits for what is being answered, and gives the folder free. A second call is harmless. */
  close(): Promise<void>;
}

/** How long `close` waits for answers under way before it cuts their connections. */
const drainMs = 2_000;

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Starts an embedded CodeArtifact and resolves when it answers.
 * Throws FolderInUseError when another process serves the folder, RangeError for options that are not possible.
 */
export async function startCodeArtifact(options: StartOptions = {}): Promise<RunningCodeArtifact> {
  const host = options.host ?? '127.0.0.1';
  if (!loopback.has(host) && options.allowRemote !== true) {
    throw new RangeError(
      `--host ${host} opens the server, which speaks plain HTTP, to others: it needs --allow-remote`,
    );
  }
  const identity: Identity = {
    partition: 'aws',
    region: options.region ?? 'us-east-1',
    account: options.account ?? '000000000000',
  };
  if (!/^\d{12}$/u.test(identity.account)) throw new RangeError(`'${identity.account}' is no account: twelve digits`);
  const temporary = options.dataDir === undefined;
  const dataDir = temporary ? await mkdtemp(join(tmpdir(), 'codeartifact-local-')) : resolve(options.dataDir);
  await makeDataFolder(dataDir);
  const lock = await lockFolder(dataDir);
  const closers: (() => Promise<unknown>)[] = [() => lock.release()];
  if (temporary) closers.unshift(() => rm(dataDir, { recursive: true, force: true }));
  const closeAll = async (): Promise<void> => {
    for (let next = closers.pop(); next; next = closers.pop()) await next();
  };
  try {
    const credentials = await ensureCredentials(dataDir);
    const services = await openServices(dataDir, identity, credentials, options, closers);
    const log = options.log === undefined ? undefined : openLog(options.log);
    if (log) closers.push(() => log.close());
    const report = options.report ?? reportToStderr;
    const administrator = userArn(identity, 'administrator');
    const localApi = options.testApi === false ? undefined : openLocalApi(services);
    const server = createServer(
      serverOptions(services.limits),
      createHandler({
        services,
        policies: storedPolicies(services.store, identity, services.clock),
        authenticator: {
          identity,
          principals: {
            find: async (accessKeyId) => {
              const { secretAccessKey } = credentials;
              if (accessKeyId === credentials.accessKeyId) return { secretAccessKey, arn: administrator };
              const others = await recall(
                services.store,
                'principals',
                () => listPrincipals(services.store),
                'settings',
              );
              return others.find((other) => other.accessKeyId === accessKeyId);
            },
          },
          clocks: [services.clock.machineNow, services.now],
          maxClockSkewMs: services.limits.maxClockSkewMs,
        },
        localApi,
        quotas: options.quotas === 'aws' ? awsQuotas(services.clock.machineNow) : undefined,
        log: log && ((line) => log.write(line)),
        report: (error) => {
          log?.write(faultLine(error, services.now()));
          report(error);
        },
      }),
    );
    server.timeout = services.limits.maxSilenceMs;
    const port = await listen(server, host, options.port ?? 0);
    closers.push(() => stop(server));
    // First: what a fault holds would keep the server from stopping.
    closers.push(async () => localApi?.faults.remove());
    const { accessKeyId, secretAccessKey } = credentials;
    const { region, account } = identity;
    const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    const endpoint = `http://${authority}`;
    await writeLastStart(dataDir, { endpoint, region, account });
    return {
      endpoint,
      dataDir,
      accessKeyId,
      secretAccessKey,
      region,
      account,
      clock: services.clock,
      addPrincipal: (name, policy) => addPrincipal(services.store, identity, name, policy),
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function openServices(
  dataDir: string,
  identity: Identity,
  credentials: Credentials,
  options: StartOptions,
  closers: (() => Promise<unknown>)[],
): Promise<Services> {
  const clock = steerableClock(options.now ?? Date.now, options.clockOffsetMs ?? 0);
  const { now } = clock;
  const assumptions = parseAssumptions(options.assume);
  const limits = { ...defaultLimits, ...options.limits };
  const store = openSqliteStore(join(dataDir, 'metadata.db'));
  closers.push(() => store.close());
  const hasher = workerHasher();
  closers.push(() => hasher.close());
  const blobs = await openDiskBlobStore(dataDir, hasher);
  // Before the first request: an upload under way looks like an orphan.
  await removeOrphans(store, blobs, await orphansIn(store, blobs));
  const hashes = assetHashes(store, blobs, hasher);
  await hashes.resume();
  return {
    identity,
    store,
    blobs,
    hashes,
    tokens: tokenIssuer(credentials.tokenSecret, now),
    pages: pageTokens(credentials.tokenSecret),
    events: eventLog(),
    assumptions,
    limits,
    publicSources: publicSources(options, limits),
    now,
    clock,
  };
}

function publicSources(options: StartOptions, limits: Limits): ReadonlyMap<PackageFormat, PublicSource> {
  const sources = new Map<PackageFormat, PublicSource>();
  if (options.publicPypi !== undefined) sources.set('pypi', publicSource(options.publicPypi, limits));
  if (options.publicNpmjs !== undefined) sources.set('npm', publicSource(options.publicNpmjs, limits));
  return sources;
}

function openLocalApi(services: Services): LocalApi {
  const faults = faultRegistry(services.store, services.clock.machineNow);
  return { faults, requests: requestLog(), events: services.events, clock: services.clock };
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      const address = server.address();
      done(isAddress(address) ? address.port : port);
    });
  });
}

/** A 5 GiB upload may take its time, a silent client may not. Held requests (faults) count as silent too. */
function serverOptions({ maxHeaderBytes, maxHeaderWaitMs }: Limits): ServerOptions {
  return {
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: maxHeaderWaitMs,
    connectionsCheckingInterval: Math.min(1_000, maxHeaderWaitMs),
    requestTimeout: 0,
    keepAliveTimeout: 30_000,
  };
}

function isAddress(address: ReturnType<Server['address']>): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => {
    server.close(() => done());
  });
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), drainMs);
  await closed;
  clearTimeout(cut);
}

function reportToStderr(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`codeartifact-local: ${text}\n`);
}
