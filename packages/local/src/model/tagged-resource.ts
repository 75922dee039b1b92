import { invalid, notFound } from '../errors.ts';
import type { Identity } from '../services.ts';
import type { Metadata } from '../storage/metadata.ts';
import { locateDomain, locateRepository } from './locate.ts';
import { locateGroup } from './package-groups.ts';

const pattern = /^arn:[^:]+:codeartifact:([^:]*):(\d{12}):(domain|repository|package-group)\/([^/]+)(\/.+)?$/u;

/** Domains, repositories and package groups have tags. Throws when the ARN is of none, or of one that does not exist. */
export async function locateTagged(m: Metadata, identity: Identity, arn: string): Promise<void> {
  const [, region, account, kind, domain = '', rest = ''] = pattern.exec(arn) ?? [];
  if ((kind === 'domain') !== (rest === '')) throw invalid(`'${arn}' is not the ARN of a resource that has tags`);
  if (region !== identity.region || account !== identity.account) {
    throw notFound(`Resource not found: ${arn}`, 'domain', domain);
  }
  if (kind === 'domain') await locateDomain(m, identity, { domain });
  else if (kind === 'repository') await locateRepository(m, identity, { domain, repository: rest.slice(1) });
  else await locateGroup(m, domain, rest);
}
