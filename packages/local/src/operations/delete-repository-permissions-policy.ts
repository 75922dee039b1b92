import type {
  DeleteRepositoryPermissionsPolicyRequest,
  DeleteRepositoryPermissionsPolicyResult,
} from '@aws-sdk/client-codeartifact';
import { locateRepository } from '../model/locate.ts';
import { repositoryArn } from '../model/names.ts';
import { deletePolicy } from '../model/policies.ts';
import { operation } from './operation.ts';

export const deleteRepositoryPermissionsPolicy = operation<
  DeleteRepositoryPermissionsPolicyRequest,
  DeleteRepositoryPermissionsPolicyResult
>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    await locateRepository(m, identity, input);
    const holder = {
      arn: repositoryArn(identity, input.domain, input.repository),
      type: 'repository',
      name: input.repository,
    } as const;
    return { policy: await deletePolicy(m, holder, input.policyRevision) };
  }),
);
