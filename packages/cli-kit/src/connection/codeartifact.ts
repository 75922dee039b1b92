import type { ConnectOptions } from '@buildset/codeartifact';
import type { Meter } from '@buildset/core';
import { defined } from '../defined.ts';
import { type Environment, firstSet } from '../environment.ts';
import type { ConnectionSettings, Connector } from './connection.ts';

/** Connects to CodeArtifact; what that needs is loaded only now. */
export const connectCodeArtifact: Connector = async (settings, { environment, meter: given, signal }) => {
  const [{ connectDomain, nodeRandom, nodeSpool, nodeTimer }, { Meter }] = await Promise.all([
    import('@buildset/codeartifact'),
    import('@buildset/core'),
  ]);
  const meter = given ?? new Meter();
  const domain = await connectDomain(connectOptionsOf(settings, { environment, signal }, meter));
  const { clock, inspector } = domain;
  return { domain, inspector, clock, timer: nodeTimer(signal), random: nodeRandom, spool: nodeSpool(), meter };
};

/** What the adapter is told: the settings, and what the environment says beside the SDK's own variables. */
export function connectOptionsOf(
  settings: ConnectionSettings,
  { environment, signal }: { readonly environment: Environment; readonly signal: AbortSignal },
  meter: Meter,
): ConnectOptions {
  const { cert, clientCert, domain, domainOwner, home, profile } = settings;
  return {
    domain,
    home,
    meter,
    signal,
    rates: ratesOf(settings, environment),
    ...defined({ cert, clientCert, domainOwner, profile, region: regionOf(settings, environment) }),
    ...defined({ endpoint: settings.endpoint, proxies: proxiesOf(environment) }),
  };
}

/** As in the environment, lower case before upper case as curl and pip have it. */
export function proxiesOf(environment: Environment): ConnectOptions['proxies'] {
  const httpProxy = firstSet(environment, 'http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY');
  const httpsProxy = firstSet(environment, 'https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY');
  if (httpProxy === undefined && httpsProxy === undefined) return undefined;
  return defined({ httpProxy, httpsProxy, noProxy: firstSet(environment, 'no_proxy', 'NO_PROXY') });
}

/** The SDK knows AWS_REGION and the profile's; AWS_DEFAULT_REGION is what the AWS CLI reads. */
function regionOf({ region, profile }: ConnectionSettings, environment: Environment): string | undefined {
  if (region !== undefined) return region;
  const named = firstSet(environment, 'AWS_REGION');
  if (named !== undefined || profile !== undefined) return undefined;
  return firstSet(environment, 'AWS_DEFAULT_REGION');
}

/** AWS's quotas are not those of a server on this machine. */
function ratesOf({ endpoint, quotas }: ConnectionSettings, environment: Environment): 'aws' | 'none' {
  if (quotas !== undefined) return quotas;
  const url = endpoint ?? firstSet(environment, 'AWS_ENDPOINT_URL_CODEARTIFACT', 'AWS_ENDPOINT_URL');
  if (url === undefined || !URL.canParse(url)) return 'aws';
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.') ? 'none' : 'aws';
}
