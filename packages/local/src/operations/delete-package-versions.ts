import type { DeletePackageVersionsRequest, DeletePackageVersionsResult } from '@aws-sdk/client-codeartifact';
import { deletionOutcome } from '../model/removal.ts';
import { deleteVersion } from '../model/writing.ts';
import { operation } from './operation.ts';

/** The package stays when its last version goes. */
export const deletePackageVersions = operation<DeletePackageVersionsRequest, DeletePackageVersionsResult>(
  async (services, input) =>
    deletionOutcome(services, input, async (writing, place, version) => {
      await deleteVersion(writing, place, version);
      return 'Deleted';
    }),
);
