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

/** The embedded CodeArtifact with the domain abc, its stages and its home; its service's time can be moved on. */
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
    await client.createDomain({ domain: 'abc' });
    for (const repository of REPOSITORIES) await client.createRepository({ domain: 'abc', repository });
    client.destroy();
    await initHome((await world.connect(new Meter())).domain);
    return world;
  }

  /** The ports of one more process: a connection, tokens and a meter of its own. Its waits are short unless another timer is given. */
  async ports(format: FormatAdapter, timer: Timer = hastyTimer): Promise<PromotionPorts> {
    const meter = new Meter();
    const { clock, domain, inspector } = await this.connect(meter);
    let asked: Promise<string | undefined> | undefined;
    const principal = () => (asked ??= inspector.principal());
    const home = { ...(await openHome(domain)), clock, timer, random: nodeRandom, principal };
    const answers = async () => ({ 'copy-overwrite': this.#overwriting });
    return { source: domain, destination: domain, home, format, spool: new MemorySpool(), meter, answers };
  }

  async connect(meter: Meter) {
    const { accessKeyId, endpoint, region, secretAccessKey } = this.server;
    const domain = await connectDomain({
      domain: 'abc',
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
