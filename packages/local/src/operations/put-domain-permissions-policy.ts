import type { PutDomainPermissionsPolicyRequest, PutDomainPermissionsPolicyResult } from '@aws-sdk/client-codeartifact';
import { locateDomain } from '../model/locate.ts';
import { domainArn } from '../model/names.ts';
import { putPolicy } from '../model/policies.ts';
import { operation } from './operation.ts';

export const putDomainPermissionsPolicy = operation<
  PutDomainPermissionsPolicyRequest,
  PutDomainPermissionsPolicyResult
>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    await locateDomain(m, identity, input);
    const holder = { arn: domainArn(identity, input.domain), type: 'domain', name: input.domain } as const;
    return { policy: await putPolicy(m, holder, input.policyDocument, input.policyRevision) };
  }),
);
