import type {
  DisassociateExternalConnectionRequest,
  DisassociateExternalConnectionResult,
} from '@aws-sdk/client-codeartifact';
import { notFound } from '../errors.ts';
import { repositoryDescription } from '../model/describe.ts';
import { locateRepository } from '../model/locate.ts';
import { operation } from './operation.ts';

/** What came through the connection stays. */
export const disassociateExternalConnection = operation<
  DisassociateExternalConnectionRequest,
  DisassociateExternalConnectionResult
>(async ({ identity, store }, input) =>
  store.transact(async (m) => {
    const repository = await locateRepository(m, identity, input);
    const name = input.externalConnection;
    const rest = repository.connections.filter((connection) => connection.name !== name);
    if (rest.length === repository.connections.length) {
      throw notFound(`${repository.name} has no external connection ${name}`, 'repository', repository.name);
    }
    await m.repositories.setConnections(repository.id, rest);
    return { repository: repositoryDescription(identity, await locateRepository(m, identity, input)) };
  }),
);
