import type { CreateRepositoryRequest, CreateRepositoryResult } from '@aws-sdk/client-codeartifact';
import { conflict, overQuota } from '../errors.ts';
import { repositoryDescription } from '../model/describe.ts';
import { locateDomain, locateRepository } from '../model/locate.ts';
import { repositoryArn } from '../model/names.ts';
import { setTags } from '../model/resource-tags.ts';
import { checkUpstreams } from '../model/upstreams.ts';
import { operation } from './operation.ts';

export const createRepository = operation<CreateRepositoryRequest, CreateRepositoryResult>(
  async ({ identity, limits, now, store }, input) =>
    store.transact(async (m) => {
      const domain = await locateDomain(m, identity, input);
      if (await m.repositories.find(domain.name, input.repository)) {
        throw conflict(`Repository ${input.repository} already exists`, 'repository', input.repository);
      }
      const repositories = await m.domains.repositoryCount(domain.name);
      if (repositories >= limits.maxRepositories) {
        throw overQuota(`A domain may have ${limits.maxRepositories} repositories`, 'repository', input.repository);
      }
      const { id } = await m.repositories.insert({
        domain: domain.name,
        name: input.repository,
        description: input.description,
        createdMs: now(),
      });
      const upstreams = (input.upstreams ?? []).map((upstream) => upstream.repositoryName ?? '');
      await checkUpstreams(m, { domain: domain.name, name: input.repository }, upstreams, limits);
      await m.repositories.setUpstreams(id, upstreams);
      await setTags(m, repositoryArn(identity, domain.name, input.repository), input.tags ?? []);
      return { repository: repositoryDescription(identity, await locateRepository(m, identity, input)) };
    }),
);
