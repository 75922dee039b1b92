import { parseDomainAddress } from '../config/codeartifact-url.ts';
import type { ConnectionSettings } from '../connection/connection.ts';
import { defined } from '../defined.ts';
import { type Environment, firstSet } from '../environment.ts';

/**
 * The domain whose token opens a service: an address, or a host alone. Undefined for all that is not CodeArtifact. A host
 * that is not AWS's is believed only when it is where `AWS_ENDPOINT_URL` sends AWS's own tools: whoever may choose an
 * index's address must not be able to have requests signed for a server of theirs.
 */
export function domainOfService(service: string, environment: Environment): ConnectionSettings | undefined {
  const address = parseDomainAddress(/^[a-z][a-z0-9+.-]*:\/\//i.test(service) ? service : `https://${service}/`);
  if (!address) return undefined;
  const { domain, domainOwner, endpoint, region } = address;
  if (endpoint !== undefined && !isConfigured(endpoint, environment)) return undefined;
  if (endpoint === undefined && /^http:/i.test(service)) return undefined;
  const profile = firstSet(environment, 'BUILDSET_PROFILE');
  return { domain, domainOwner, home: '', ...defined({ profile, region }) };
}

function isConfigured(origin: string, environment: Environment): boolean {
  const api = firstSet(environment, 'AWS_ENDPOINT_URL_CODEARTIFACT', 'AWS_ENDPOINT_URL');
  return api !== undefined && URL.canParse(api) && new URL(api).origin === origin;
}
