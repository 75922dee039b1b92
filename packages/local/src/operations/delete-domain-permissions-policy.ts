import type {
  DeleteDomainPermissionsPolicyRequest,
  DeleteDomainPermissionsPolicyResult,
} from '@aws-sdk/client-codeartifact';
import { locateDomain } from '../model/locate.ts';
import { domainArn } from '../model/names.ts';
import { deletePolicy } from '../model/policies.ts';
import { operation } from './operation.ts';

export const deleteDomainPermissionsPolicy = operation<
  DeleteDomainPermissionsPolicyRequest,
  DeleteDomainPermissionsPolicyResult
>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    await locateDomain(m, identity, input);
    const holder = { arn: domainArn(identity, input.domain), type: 'domain', name: input.domain } as const;
    return { policy: await deletePolicy(m, holder, input.policyRevision) };
  }),
);
