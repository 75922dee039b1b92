import type {
  AssociateExternalConnectionRequest,
  AssociateExternalConnectionResult,
} from '@aws-sdk/client-codeartifact';
import { conflict, overQuota } from '../errors.ts';
import { repositoryDescription } from '../model/describe.ts';
import { externalConnection } from '../model/external-connections.ts';
import { locateRepository } from '../model/locate.ts';
import { operation } from './operation.ts';

/** One connection a repository. Whether AWS lets one stand beside upstreams was not observed; here it may. */
export const associateExternalConnection = operation<
  AssociateExternalConnectionRequest,
  AssociateExternalConnectionResult
>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    const connection = externalConnection(input.externalConnection);
    const repository = await locateRepository(m, identity, input);
    if (repository.connections.some((one) => one.name === connection.name)) {
      throw conflict(
        `${repository.name} has the external connection ${connection.name}`,
        'repository',
        repository.name,
      );
    }
    if (repository.connections.length > 0) {
      throw overQuota(`${repository.name} has an external connection already`, 'repository', repository.name);
    }
    await m.repositories.setConnections(repository.id, [connection]);
    return { repository: repositoryDescription(identity, await locateRepository(m, identity, input)) };
  }),
);
