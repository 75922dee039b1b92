import { type Environment, firstSet } from '../environment.ts';
import type { ConnectionFlags } from '../flags.ts';
import type { CodeArtifactAddress } from './codeartifact-url.ts';
import type { Settings } from './settings.ts';

/**
 * The flags, with what an address says of its domain where neither they nor the settings do. Of an address on a host of its
 * own the API is at that host, unless the environment has it elsewhere.
 */
export function flagsAt<Flags extends ConnectionFlags>(
  { domain, domainOwner, endpoint, region }: CodeArtifactAddress,
  flags: Flags,
  environment: Environment,
  settings: Settings,
): Flags & ConnectionFlags {
  return {
    ...flags,
    domain,
    domainOwner: flags.domainOwner ?? settings.domainOwner?.value ?? domainOwner,
    region: flags.region ?? settings.region?.value ?? region,
    endpointUrl: flags.endpointUrl ?? settings.endpoint?.value ?? (isRedirected(environment) ? undefined : endpoint),
  };
}

/** Whether the AWS SDK is told of another address of the API. */
export function isRedirected(environment: Environment): boolean {
  return firstSet(environment, 'AWS_ENDPOINT_URL_CODEARTIFACT', 'AWS_ENDPOINT_URL') !== undefined;
}
