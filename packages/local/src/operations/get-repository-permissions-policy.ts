import type {
  GetRepositoryPermissionsPolicyRequest,
  GetRepositoryPermissionsPolicyResult,
} from '@aws-sdk/client-codeartifact';
import { locateRepository } from '../model/locate.ts';
import { repositoryArn } from '../model/names.ts';
import { getPolicy } from '../model/policies.ts';
import { operation } from './operation.ts';

export const getRepositoryPermissionsPolicy = operation<
  GetRepositoryPermissionsPolicyRequest,
  GetRepositoryPermissionsPolicyResult
>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    await locateRepository(m, identity, input);
    const holder = {
      arn: repositoryArn(identity, input.domain, input.repository),
      type: 'repository',
      name: input.repository,
    } as const;
    return { policy: await getPolicy(m, holder) };
  }),
);
