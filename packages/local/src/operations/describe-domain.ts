import type { DescribeDomainRequest, DescribeDomainResult } from '@aws-sdk/client-codeartifact';
import { domainSummary } from '../model/describe.ts';
import { locateDomain } from '../model/locate.ts';
import { operation } from './operation.ts';

export const describeDomain = operation<DescribeDomainRequest, DescribeDomainResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => {
      const domain = await locateDomain(m, identity, input);
      return {
        domain: {
          ...domainSummary(identity, domain),
          repositoryCount: await m.domains.repositoryCount(domain.name),
          assetSizeBytes: await m.domains.assetBytes(domain.name),
          s3BucketArn: `arn:${identity.partition}:s3:::assets-${identity.account}-${domain.name}`,
        },
      };
    }),
);
