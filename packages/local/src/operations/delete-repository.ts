import type { DeleteRepositoryRequest, DeleteRepositoryResult } from '@aws-sdk/client-codeartifact';
import { conflict } from '../errors.ts';
import { repositoryDescription } from '../model/describe.ts';
import { locateRepository } from '../model/locate.ts';
import { repositoryArn } from '../model/names.ts';
import { removePolicy } from '../model/policies.ts';
import { removeTags } from '../model/resource-tags.ts';
import { operation } from './operation.ts';

/** A repository that is another's upstream stays (user guide, "Delete a repository"). */
export const deleteRepository = operation<DeleteRepositoryRequest, DeleteRepositoryResult>(
  async ({ identity, store }, input) =>
    store.transact(async (m) => {
      const repository = await locateRepository(m, identity, input);
      const downstreams = await m.repositories.downstreamsOf(repository.domain, repository.name);
      if (downstreams.length > 0) {
        throw conflict(
          `Repository ${repository.name} is upstream of ${downstreams.join(', ')}`,
          'repository',
          repository.name,
        );
      }
      const arn = repositoryArn(identity, repository.domain, repository.name);
      await removePolicy(m, arn);
      await removeTags(m, arn);
      await m.repositories.remove(repository.id);
      return { repository: repositoryDescription(identity, repository) };
    }),
);
