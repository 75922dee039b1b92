import type { UpdateRepositoryRequest, UpdateRepositoryResult } from '@aws-sdk/client-codeartifact';
import { repositoryDescription } from '../model/describe.ts';
import { locateRepository } from '../model/locate.ts';
import { checkUpstreams } from '../model/upstreams.ts';
import { operation } from './operation.ts';

export const updateRepository = operation<UpdateRepositoryRequest, UpdateRepositoryResult>(
  async ({ identity, limits, store }, input) =>
    store.transact(async (m) => {
      const repository = await locateRepository(m, identity, input);
      if (input.description !== undefined) await m.repositories.describe(repository.id, input.description);
      if (input.upstreams) {
        const upstreams = input.upstreams.map((upstream) => upstream.repositoryName ?? '');
        await checkUpstreams(m, repository, upstreams, limits);
        await m.repositories.setUpstreams(repository.id, upstreams);
      }
      return { repository: repositoryDescription(identity, await locateRepository(m, identity, input)) };
    }),
);
