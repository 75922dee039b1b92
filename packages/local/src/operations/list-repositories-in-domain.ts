import type { ListRepositoriesInDomainRequest, ListRepositoriesInDomainResult } from '@aws-sdk/client-codeartifact';
import { locateDomain } from '../model/locate.ts';
import { listRepositoryPage } from '../model/repository-listing.ts';
import { operation } from './operation.ts';

export const listRepositoriesInDomain = operation<ListRepositoriesInDomainRequest, ListRepositoriesInDomainResult>(
  async (services, input) => {
    const { identity, store } = services;
    await store.transact((m) => locateDomain(m, identity, input));
    if (input.administratorAccount !== undefined && input.administratorAccount !== identity.account) {
      return { repositories: [] };
    }
    const listing = ['ListRepositoriesInDomain', input.domain, input.repositoryPrefix];
    return listRepositoryPage(services, listing, { domain: input.domain, prefix: input.repositoryPrefix }, input);
  },
);
