import {
  type Domain,
  formatVersion,
  type Objection,
  type OutsideRequest,
  type Packument,
  type VersionRef,
} from '@buildset/core';
import { npm } from '@buildset/format-npm';

/** That a version is deprecated in the source says something of its build. */
export async function deprecationObjection(
  { from, ref }: Pick<OutsideRequest, 'from' | 'ref'>,
  source: Domain,
): Promise<Objection | undefined> {
  const text = (await source.reader(from).readPackument(ref))?.versions.get(ref.version)?.deprecated;
  if (text === undefined) return undefined;
  return {
    code: 'deprecated',
    message: `${formatVersion(ref)} is deprecated in ${from}: ${text}`,
    next: `Promote another version, or take the deprecation away: npm deprecate ${formatVersion(ref)} "".`,
  };
}

/**
 * A publish cannot leave tags alone, so one that would point a tag back is refused; and, where no tag was given, a
 * prerelease that would become `latest` after a release.
 */
export function tagObjection(
  { version }: VersionRef,
  packument: Packument | undefined,
  given: string | undefined,
): Objection | undefined {
  const tag = given ?? 'latest';
  const at = packument?.tags.get(tag);
  const { tags: rules } = npm;
  if (at === undefined || rules === undefined) return undefined;
  const next = 'Give another --tag, for example --tag next: a publish sets one.';
  if (rules.compareVersions(version, at) < 0) {
    return {
      code: 'tag-goes-back',
      message: `${tag} points at ${at}, which is later than ${version}.`,
      next: `${next} --tag ${tag} --allow-backwards moves it all the same.`,
    };
  }
  if (given !== undefined || !rules.isPrerelease(version) || rules.isPrerelease(at)) return undefined;
  return {
    code: 'tag-goes-back',
    message: `latest points at the release ${at}, and ${version} is a prerelease.`,
    next: `${next} --tag latest moves it all the same.`,
  };
}
