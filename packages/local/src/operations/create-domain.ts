import type { CreateDomainRequest, CreateDomainResult } from '@aws-sdk/client-codeartifact';
import { conflict, overQuota } from '../errors.ts';
import { domainSummary } from '../model/describe.ts';
import { domainArn } from '../model/names.ts';
import { rootGroup } from '../model/package-groups.ts';
import { setTags } from '../model/resource-tags.ts';
import { operation } from './operation.ts';

export const createDomain = operation<CreateDomainRequest, CreateDomainResult>(
  async ({ identity, limits, now, store }, input) =>
    store.transact(async (m) => {
      if (await m.domains.find(input.domain)) {
        throw conflict(`A domain with name ${input.domain} already exists`, 'domain', input.domain);
      }
      if ((await m.domains.list({ limit: limits.maxDomains })).length >= limits.maxDomains) {
        throw overQuota(`An account may have ${limits.maxDomains} domains`, 'domain', input.domain);
      }
      const { partition, region, account } = identity;
      const domain = {
        name: input.domain,
        createdMs: now(),
        encryptionKey: input.encryptionKey ?? `arn:${partition}:kms:${region}:${account}:key/local`,
      };
      await m.domains.insert(domain);
      await rootGroup(m, domain);
      await setTags(m, domainArn(identity, domain.name), input.tags ?? []);
      return { domain: { ...domainSummary(identity, domain), repositoryCount: 0, assetSizeBytes: 0 } };
    }),
);
