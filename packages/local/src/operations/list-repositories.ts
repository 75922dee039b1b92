import type { ListRepositoriesRequest, ListRepositoriesResult } from '@aws-sdk/client-codeartifact';
import { listRepositoryPage } from '../model/repository-listing.ts';
import { operation } from './operation.ts';

export const listRepositories = operation<ListRepositoriesRequest, ListRepositoriesResult>(async (services, input) =>
  listRepositoryPage(services, ['ListRepositories', input.repositoryPrefix], { prefix: input.repositoryPrefix }, input),
);
