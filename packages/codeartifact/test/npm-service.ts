import { createHash } from 'node:crypto';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import {
  activate,
  attachRecord,
  type Home,
  initHome,
  MemoryRandom,
  MemorySpool,
  openHome,
  parseBuildTag,
  type PromotionPorts,
  type PromotionResult,
  type Selector,
  type ServiceAnswers,
  type VersionRef,
} from '@buildset/core';
import type { StartOptions } from '@buildset/local';
import { npm, npmAsset, npmBuild } from '@buildset/testkit';
import type { ConnectOptions } from '../src/connect.ts';
import { nodeTimer } from '../src/node/timer.ts';
import { type LocalService, startLocalService } from './local-service.ts';

/** The embedded service with a home, AbcDev and AbcStaging, for trying what becomes of npm packages. */
export class NpmService {
  readonly service: LocalService;
  readonly #token: string;
  #serial = 0;

  private constructor(service: LocalService, token: string) {
    this.service = service;
    this.#token = token;
  }

  static async start(options: StartOptions = {}): Promise<NpmService> {
    const service = await startLocalService({ report: () => undefined, ...options });
    const { domain } = service;
    await initHome(domain);
    for (const name of ['AbcDev', 'AbcStaging']) await domain.createRepository(name, 'for tests');
    const { accessKeyId, endpoint, region, secretAccessKey } = service.server;
    const client = new Codeartifact({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
    const { authorizationToken = '' } = await client.getAuthorizationToken({ domain: 'abc' });
    client.destroy();
    return new NpmService(service, authorizationToken);
  }

  fresh(version = '1.0.0'): VersionRef {
    this.#serial += 1;
    return { format: 'npm', namespace: 'abc', name: `lib${this.#serial}`, version };
  }

  /** Ports as a process of its own has them. */
  async ports(
    seed: string,
    answers: ServiceAnswers = { 'copy-overwrite': 'replace' },
    options: Partial<ConnectOptions> = {},
  ): Promise<PromotionPorts & { readonly home: Home }> {
    const domain = await this.service.connect({ home: 'buildset', ...options });
    const { records, transit } = await openHome(domain);
    const home: Home = { records, transit, clock: domain.clock, timer: nodeTimer(), random: new MemoryRandom(seed) };
    return {
      source: domain,
      destination: domain,
      home,
      format: npm,
      spool: new MemorySpool(),
      meter: options.meter ?? this.service.meter,
      answers: async () => answers,
    };
  }

  /** The version's build and all tags, as a consumer's npm gets them from the endpoint: the tarball that its integrity names. */
  async consume(repository: string, ref: VersionRef, builds: readonly string[]): Promise<string> {
    const { endpoint, account } = this.service.server;
    const base = `${endpoint}/npm/d/abc-${account}/${repository}/`;
    const headers = { authorization: `Bearer ${this.#token}` };
    const reply = await fetch(`${base}@${ref.namespace}%2f${ref.name}`, { headers });
    if (reply.status === 404) return 'nothing';
    const { 'dist-tags': tags, versions } = (await reply.json()) as Packument;
    const shown = Object.entries(tags).map(([tag, version]) => `${tag} ${version}`);
    const dist = versions[ref.version]?.dist;
    if (!dist) return ['nothing', ...shown.sort()].join(', ');
    const tarball = Buffer.from(await (await fetch(dist.tarball, { headers })).arrayBuffer());
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    if (integrity !== dist.integrity) throw new Error(`npm would refuse ${dist.tarball}: ${integrity}`);
    const sha256 = createHash('sha256').update(tarball).digest('hex');
    const build = builds.find((one) => npmAsset(ref, one).sha256 === sha256) ?? 'unknown';
    return [build, ...shown.sort()].join(', ');
  }

  /**
   * The nth request from now (of these operations) fails once, before or after its effect. Returns what takes the rule away
   * again, and tells how often it has struck.
   */
  async fail(
    nth: number,
    when: 'before' | 'after-effect',
    operation?: readonly string[],
  ): Promise<() => Promise<number>> {
    const url = `${this.service.server.endpoint}/_local/faults`;
    const rule = { nth, path: '^/(v1|npm)/', ...(operation ? { operation } : {}), action: { kind: 'reset', when } };
    const reply = await fetch(url, { method: 'POST', body: JSON.stringify(rule) });
    if (!reply.ok) throw new Error(await reply.text());
    const { id } = (await reply.json()) as { readonly id: number };
    return async () => {
      const { faults } = (await (await fetch(url)).json()) as { readonly faults: readonly Rule[] };
      await fetch(url, { method: 'DELETE' });
      return faults.find((one) => one.id === id)?.fired ?? 0;
    };
  }

  close(): Promise<void> {
    return this.service.close();
  }
}

interface Rule {
  readonly id: number;
  readonly fired: number;
}

interface Packument {
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<
    Record<string, { readonly dist: { readonly integrity: string; readonly tarball: string } }>
  >;
}

export function byBuild(build: string): Selector {
  return { by: 'build', tag: parseBuildTag(build) };
}

/** Puts builds on record for AbcDev, as `attach` does. */
export async function attached(ref: VersionRef, { home }: PromotionPorts, ...builds: readonly string[]): Promise<void> {
  for (const build of builds) await attachRecord(npmBuild(ref, build), home, { repository: 'AbcDev' });
}

export async function activated(ref: VersionRef, ports: PromotionPorts, build: string): Promise<PromotionResult> {
  return await activate({ ref, selector: byBuild(build), repository: 'AbcDev' }, ports);
}
