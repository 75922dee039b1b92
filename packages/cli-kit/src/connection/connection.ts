import type { Domain, DomainInspector, Home, Meter, Random, ServiceClock, Spool, Timer } from '@buildset/core';
import { defined } from '../defined.ts';
import type { Environment } from '../environment.ts';

/** Which domain, and how to reach it. */
export interface ConnectionSettings {
  readonly domain: string;
  readonly domainOwner?: string;
  readonly region?: string;
  readonly profile?: string;
  /** Default: as the SDK finds it, AWS_ENDPOINT_URL_CODEARTIFACT and AWS_ENDPOINT_URL included. */
  readonly endpoint?: string;
  /** The home repository's name. */
  readonly home: string;
  /** The repository in which versions are assembled. Default: the home's name and `-transit`. */
  readonly transit?: string;
  /** Which request rates to keep to. Default: AWS's, but none on this machine's own loopback. */
  readonly quotas?: 'aws' | 'none';
  /** Path of a PEM file of authorities to trust. */
  readonly cert?: string;
  /** Path of a PEM file of a client certificate and its key. */
  readonly clientCert?: string;
}

/** A domain with everything that the core needs around it. */
export interface Ports {
  readonly domain: Domain;
  /** For setting up and for checks only. */
  readonly inspector: DomainInspector;
  readonly clock: ServiceClock;
  readonly timer: Timer;
  readonly random: Random;
  readonly spool: Spool;
  readonly meter: Meter;
}

/** What a process gives to all its connections. */
export interface ConnectionScope {
  readonly environment: Environment;
  readonly signal: AbortSignal;
  /** What counts the requests; a new one where it is absent. */
  readonly meter?: Meter;
}

/** Makes the ports of a domain: over CodeArtifact, or in memory. */
export type Connector = (settings: ConnectionSettings, scope: ConnectionScope) => Promise<Ports>;

/** A domain, and its home when that is asked for. */
export interface Connection extends Ports {
  readonly homeName: string;
  readonly transitName: string;
  /** Whose credentials these are, as AWS knows them; asked for once, when the home is open. Undefined where nobody says; never rejects. */
  principal(): Promise<string | undefined>;
  /** Throws `no-home`. */
  home(): Promise<Home>;
  /** The same without waiting for it: `opening` tells. */
  openingHome(): Promise<Home>;
}

/** Puts the home beside the ports; it is opened once, when it is first asked for. */
export function connectionOf(
  ports: Ports,
  { home: homeName, transit }: Pick<ConnectionSettings, 'home' | 'transit'>,
): Connection {
  const transitName = transit ?? `${homeName}-transit`;
  let begun: Promise<Home> | undefined;
  let opened: Promise<Home> | undefined;
  let asked: Promise<string | undefined> | undefined;
  const openingHome = () => (begun ??= open(ports, homeName, transitName, principal));
  const home = () =>
    (opened ??= openingHome()
      .then(openedHome)
      .catch((error: unknown) => {
        begun = opened = undefined; // a failure is not an answer to keep
        throw error;
      }));
  const principal = () =>
    (asked ??= home().then(
      () => ports.inspector.principal(),
      () => undefined,
    ));
  return {
    ...ports,
    homeName,
    transitName,
    principal,
    home,
    openingHome,
  };
}

async function open(
  { clock, domain, random, timer }: Ports,
  home: string,
  transit: string,
  principal: Connection['principal'],
): Promise<Home> {
  const { openHome } = await import('@buildset/core');
  const opening = openHome(domain, home, transit).then(({ lacksTransit }) => lacksTransit);
  opening.catch(() => undefined); // whoever awaits it tells
  const repositories = { records: domain.writer(home), transit: domain.writer(transit) };
  return { ...repositories, opening, clock, random, timer, principal };
}

async function openedHome(home: Home): Promise<Home> {
  return { ...home, ...defined({ lacksTransit: await home.opening }) };
}
