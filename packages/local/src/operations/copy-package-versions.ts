import type { CopyPackageVersionsRequest, CopyPackageVersionsResult } from '@aws-sdk/client-codeartifact';
import { invalid } from '../errors.ts';
import {
  type BatchOutcome,
  failure,
  namedVersions,
  skipRest,
  unexpected,
  type VersionFailure,
} from '../model/batch.ts';
import { applyCopy, type CopyStep, planCopy } from '../model/copying.ts';
import { keyOf, locatePackage, locateRepository } from '../model/locate.ts';
import { nearestVersion, placesOf } from '../model/resolution.ts';
import { firstCopyRestrictions, openPackage, write } from '../model/writing.ts';
import { operation } from './operation.ts';

/**
 * Copies whole versions by reference, within a domain. One that is there with the same assets and metadata is in neither map;
 * when one fails the others are SKIPPED (user guide, "Copy packages between repositories").
 */
export const copyPackageVersions = operation<CopyPackageVersionsRequest, CopyPackageVersionsResult>(
  async (services, input) => {
    if ((input.versions === undefined) === (input.versionRevisions === undefined)) {
      throw invalid('Exactly one of versions and versionRevisions must be given', 'OTHER');
    }
    if (input.sourceRepository === input.destinationRepository) {
      throw invalid('The source and the destination repository are the same', 'OTHER');
    }
    const key = keyOf(input);
    const names = namedVersions(input);
    return write(services, async (writing): Promise<BatchOutcome> => {
      const { m } = writing;
      const source = await locateRepository(m, services.identity, { ...input, repository: input.sourceRepository });
      const target = await locateRepository(m, services.identity, {
        ...input,
        repository: input.destinationRepository,
      });
      const sources =
        input.includeFromUpstream === true
          ? await placesOf(m, source, key, services.limits)
          : [{ repository: source, item: await locatePackage(m, source, key) }];
      const to = { repository: target, item: await m.packages.find(target.id, key) };
      const steps: CopyStep[] = [];
      const failed: Record<string, VersionFailure> = {};
      for (const name of names) {
        const found = await nearestVersion(m, sources, name);
        if (!found) {
          failed[name] = failure.notFound(name);
          continue;
        }
        const planned =
          unexpected(found.version, input) ?? (await planCopy(writing, found, to, input.allowOverwrite === true));
        if (planned === 'identical') continue;
        if ('errorCode' in planned) failed[name] = planned;
        else steps.push(planned);
      }
      if (Object.keys(failed).length > 0) {
        return skipRest(
          steps.map((step) => step.source.version),
          failed,
        );
      }
      const successfulVersions: BatchOutcome['successfulVersions'] = {};
      for (const step of steps) {
        const { item } = step.from;
        const restrictions = firstCopyRestrictions(services.assumptions, item);
        const place = await openPackage(writing, target, key, item.displayName, restrictions);
        const { version, revision, status } = await applyCopy(writing, place, step);
        successfulVersions[version] = { revision, status };
      }
      return { successfulVersions, failedVersions: {} };
    });
  },
);
