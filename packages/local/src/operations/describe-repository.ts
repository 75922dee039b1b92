import type { DescribeRepositoryRequest, DescribeRepositoryResult } from '@aws-sdk/client-codeartifact';
import { repositoryDescription } from '../model/describe.ts';
import { locateRepository } from '../model/locate.ts';
import { operation } from './operation.ts';

export const describeRepository = operation<DescribeRepositoryRequest, DescribeRepositoryResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => ({
      repository: repositoryDescription(identity, await locateRepository(m, identity, input)),
    })),
);
