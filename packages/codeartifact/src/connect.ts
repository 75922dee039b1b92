import { type Domain, type DomainInspector, hasCode, type ServiceClock } from '@buildset/core';
import { CHECK_DOMAIN } from './aws-errors.ts';
import { CodeArtifactDomain } from './codeartifact-domain.ts';
import { CodeArtifactError } from './codeartifact-error.ts';
import { type ClientOptions, ControlPlane } from './control-plane.ts';
import { chooseTransport, type ConnectionSettings } from './http/choose-transport.ts';
import { CodeArtifactInspector } from './inspector.ts';
import { RequestRunner, type RunnerOptions } from './request-runner.ts';

export interface ConnectOptions extends ClientOptions, RunnerOptions, ConnectionSettings {
  readonly domain: string;
  /** Twelve digits. Default: as DescribeDomain says, which costs a request and needs its permission. */
  readonly domainOwner?: string;
  /** The repository that keeps records, notes and the log: errors there are of side `home`, uploads no asset bytes. */
  readonly home?: string;
}

/** A domain, with the service's time as its replies tell it. */
export interface ConnectedDomain extends Domain {
  readonly clock: ServiceClock;
  readonly inspector: DomainInspector;
}

/**
 * Connects to a domain of CodeArtifact. No request is sent when region and owner are given. Errors of what is read are
 * of side `source`, of what is written `destination`. Throws `region-missing`, `not-found`, and `credentials-missing`,
 * `credentials-expired` or `credentials-invalid` as every request does.
 */
export async function connectDomain(options: ConnectOptions): Promise<ConnectedDomain> {
  const runner = new RequestRunner(options);
  const transport = await chooseTransport(options);
  const plane = new ControlPlane(clientOptions(options), transport, runner);
  const region = options.region ?? (await plane.region());
  const domainOwner = options.domainOwner ?? (await ownerOf(options.domain, plane));
  const ref = { partition: partitionOf(region), region, domainOwner, domain: options.domain };
  const inspector = new CodeArtifactInspector(ref, plane, transport, runner);
  return new CodeArtifactDomain({ ref, plane, runner, transport, home: options.home, inspector });
}

/** What the SDK's client is made from. */
export function clientOptions({ region, profile, endpoint, credentials }: ConnectOptions): ClientOptions {
  return {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

async function ownerOf(domain: string, plane: ControlPlane): Promise<string> {
  const doing = `find the owner of the domain ${domain}`;
  const subject = { operation: 'DescribeDomain', doing, side: 'local', coordinates: { domain } } as const;
  const reply = await plane
    .call(subject, (client) => client.describeDomain({ domain }))
    .catch((error: unknown) => {
      if (!hasCode(error, 'access-denied', 'not-found')) throw error;
      const next =
        error.code === 'not-found'
          ? CHECK_DOMAIN
          : `${error.next ?? ''} Or give the owner, so that it need not be asked: --domain-owner.`.trim();
      throw new CodeArtifactError(error.code, error.message, { cause: error, side: 'local', next });
    });
  const owner = reply.domain?.owner;
  if (owner === undefined) throw new CodeArtifactError('unexpected-reply', `cannot ${doing}: the reply names none`);
  return owner;
}

/** Source: AWS partitions and their regions' prefixes. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  const isolated = /^(us-isob|us-isof|us-iso|eu-isoe)-/.exec(region)?.[1];
  return isolated === undefined ? 'aws' : `aws-${isolated.slice(3)}`;
}
