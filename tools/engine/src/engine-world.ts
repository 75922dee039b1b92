import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { connectDomain, nodeRandom } from '@buildset/codeartifact';
import {
  type Domain,
  type FormatAdapter,
  initHome,
  MemorySpool,
  Meter,
  openHome,
  type PromotionPorts,
  type Timer,
} from '@buildset/core';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { hastyTimer } from './hasty-timer.ts';
import { Steering } from './steering.ts';

export const REPOSITORIES = ['AbcDev', 'AbcStaging', 'AbcProd'] as const;

const DOMAINS = ['abc', 'xyz'] as const;

/** The embedded CodeArtifact with the domains abc and xyz, their stages and their homes; its service's time can be moved on. */
export class EngineWorld {
  readonly server: RunningCodeArtifact;
  readonly steering: Steering;
  readonly #overwriting: 'replace' | 'merge';

  private constructor(server: RunningCodeArtifact, overwriting: 'replace' | 'merge') {
    this.server = server;
    this.steering = new Steering(server.endpoint);
    this.#overwriting = overwriting;
  }

  /** `overwriting`: what an overwriting copy does, on the server as in the answers of every run. Default `replace`. */
  static async start(overwriting: 'replace' | 'merge' = 'replace'): Promise<EngineWorld> {
    const server = await startCodeArtifact({ assume: [`copy-overwrite=${overwriting}`] });
    const world = new EngineWorld(server, overwriting);
    const client = new Codeartifact({ ...server, credentials: server });
    for (const domain of DOMAINS) {
      await client.createDomain({ domain });
      for (const repository of REPOSITORIES) await client.createRepository({ domain, repository });
      await initHome((await world.connect(new Meter(), domain)).domain);
    }
    client.destroy();
    return world;
  }

  /** The ports of one more process: a connection, tokens and a meter of its own. Its waits are short unless another timer is given. */
  async ports(format: FormatAdapter, timer: Timer = hastyTimer): Promise<PromotionPorts> {
    const meter = new Meter();
    const { domain, home } = await this.#opened(meter, timer);
    const answers = async () => ({ 'copy-overwrite': this.#overwriting });
    return { source: domain, destination: domain, home, format, spool: new MemorySpool(), meter, answers };
  }

  /** The same of a promotion from the domain abc to xyz; both count with one meter. */
  async portsAcross(format: FormatAdapter, timer: Timer = hastyTimer): Promise<PromotionPorts> {
    const ports = await this.ports(format, timer);
    const { domain: destination, home } = await this.#opened(ports.meter, timer, 'xyz');
    return { ...ports, destination, home, sourceHome: ports.home };
  }

  async #opened(meter: Meter, timer: Timer, name?: (typeof DOMAINS)[number]) {
    const { clock, domain, inspector } = await this.connect(meter, name);
    let asked: Promise<string | undefined> | undefined;
    const principal = () => (asked ??= inspector.principal());
    return { domain, home: { ...(await openHome(domain)), clock, timer, random: nodeRandom, principal } };
  }

  async connect(meter: Meter, name: (typeof DOMAINS)[number] = 'abc') {
    const { accessKeyId, endpoint, region, secretAccessKey } = this.server;
    const domain = await connectDomain({
      domain: name,
      domainOwner: this.server.account,
      home: 'buildset',
      endpoint,
      region,
      credentials: { accessKeyId, secretAccessKey },
      meter,
      rates: 'none',
      retry: { baseDelayMs: 1, maxDelayMs: 10 },
      timer: hastyTimer,
    });
    return { domain: domain as Domain, clock: domain.clock, inspector: domain.inspector };
  }

  close(): Promise<void> {
    return this.server.close();
  }
}
