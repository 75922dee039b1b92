import type { GetRepositoryEndpointRequest, GetRepositoryEndpointResult } from '@aws-sdk/client-codeartifact';
import { locateRepository } from '../model/locate.ts';
import { operation } from './operation.ts';

/** The path form that AWS documents for VPC endpoints: a server on one address has no host name per domain. */
export const getRepositoryEndpoint = operation<GetRepositoryEndpointRequest, GetRepositoryEndpointResult>(
  async ({ identity, store }, input, caller) => {
    const repository = await store.transact((m) => locateRepository(m, identity, input));
    const host = `${repository.domain}-${identity.account}`;
    return { repositoryEndpoint: `${caller.baseUrl}/${input.format}/d/${host}/${repository.name}/` };
  },
);
