import type { DeleteDomainRequest, DeleteDomainResult } from '@aws-sdk/client-codeartifact';
import { accessDenied, conflict } from '../errors.ts';
import { domainSummary } from '../model/describe.ts';
import { domainArn } from '../model/names.ts';
import { removeGroupsOf } from '../model/package-groups.ts';
import { removePolicy } from '../model/policies.ts';
import { removeTags } from '../model/resource-tags.ts';
import { operation } from './operation.ts';

/**
 * The one operation on a domain for which the model declares no ResourceNotFoundException: a domain that is not there counts as deleted.
 * Not observed on AWS.
 */
export const deleteDomain = operation<DeleteDomainRequest, DeleteDomainResult>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    if (input.domainOwner !== undefined && input.domainOwner !== identity.account) {
      throw accessDenied(`The domain ${input.domain} of the account ${input.domainOwner} is not yours to delete`);
    }
    const domain = await m.domains.find(String(input.domain));
    if (!domain) return {};
    const repositories = await m.domains.repositoryCount(domain.name);
    if (repositories > 0) {
      throw conflict(
        `Domain ${domain.name} has ${repositories} repositories: delete them first`,
        'domain',
        domain.name,
      );
    }
    const arn = domainArn(identity, domain.name);
    await removePolicy(m, arn);
    await removeTags(m, arn);
    await removeGroupsOf(m, domain.name);
    await m.domains.remove(domain.name);
    return {
      domain: { ...domainSummary(identity, domain), status: 'Deleted', repositoryCount: 0, assetSizeBytes: 0 },
    };
  }),
);
