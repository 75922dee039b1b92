import type { GetDomainPermissionsPolicyRequest, GetDomainPermissionsPolicyResult } from '@aws-sdk/client-codeartifact';
import { locateDomain } from '../model/locate.ts';
import { domainArn } from '../model/names.ts';
import { getPolicy } from '../model/policies.ts';
import { operation } from './operation.ts';

export const getDomainPermissionsPolicy = operation<
  GetDomainPermissionsPolicyRequest,
  GetDomainPermissionsPolicyResult
>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    await locateDomain(m, identity, input);
    const holder = { arn: domainArn(identity, input.domain), type: 'domain', name: input.domain } as const;
    return { policy: await getPolicy(m, holder) };
  }),
);
