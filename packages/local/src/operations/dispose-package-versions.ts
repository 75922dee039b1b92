import type { DisposePackageVersionsRequest, DisposePackageVersionsResult } from '@aws-sdk/client-codeartifact';
import { deletionOutcome } from '../model/removal.ts';
import { disposeVersion } from '../model/writing.ts';
import { operation } from './operation.ts';

/** Destroys the assets and leaves a tombstone, which can be deleted only. */
export const disposePackageVersions = operation<DisposePackageVersionsRequest, DisposePackageVersionsResult>(
  async (services, input) =>
    deletionOutcome(services, input, async (writing, place, version) => {
      await disposeVersion(writing, place, version);
      return 'Disposed';
    }),
);
