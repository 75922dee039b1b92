import { defined, type ReadyFile } from '@buildset/cli-kit';
import {
  type BuildTag,
  createBuildSet,
  formatVersion,
  parseBuildTag,
  type SetDigest,
  setDigest,
  type VersionRef,
} from '@buildset/core';
import { TwineError } from '../twine-error.ts';

/** The files of one build, in the order given. */
export interface FileGroup {
  readonly ref: VersionRef;
  /** As spelled by the first file that names it. */
  readonly build?: string;
  readonly files: readonly ReadyFile[];
  readonly digest: SetDigest;
}

/**
 * One group for each name, version and build tag. Files without a tag, such as an sdist, join the build of their
 * version when there is only one, and make a set of their own otherwise. Throws `duplicate-asset`.
 */
export function groupBuilds(files: readonly ReadyFile[]): FileGroup[] {
  return [...groupBy(files, ({ inspected }) => formatVersion(inspected.ref)).values()].flatMap((ofVersion) => {
    const byTag = groupBy(ofVersion, tagOf);
    const untagged = byTag.get(undefined) ?? [];
    const tagged = [...byTag].flatMap(([tag, group]) => (tag === undefined ? [] : [group]));
    const [only] = tagged;
    if (only !== undefined && tagged.length === 1) return [toGroup(ofVersion, only[0]?.inspected.buildTag)];
    return [...tagged, ...(untagged.length > 0 ? [untagged] : [])].map((group) =>
      toGroup(group, group[0]?.inspected.buildTag),
    );
  });
}

/** The groups of files that are one build of each version. Throws `build-disagrees` for a file of another build. */
export function groupForBuild(files: readonly ReadyFile[], build: string): (FileGroup & { build: string })[] {
  const wanted = parseBuildTag(build);
  const strangers = files.filter((file) => (tagOf(file) ?? wanted) !== wanted);
  if (strangers.length > 0) {
    const names = strangers.map(({ asset }) => asset.name).join(', ');
    throw new TwineError(
      'build-disagrees',
      `These files are not of build ${build}: ${names}.`,
      'Give the tag that their names have, or upload each build by itself.',
    );
  }
  const versions = groupBy(files, ({ inspected }) => formatVersion(inspected.ref)).values();
  return [...versions].map((group) => ({ ...toGroup(group, build), build }));
}

function tagOf({ inspected }: ReadyFile): BuildTag | undefined {
  return inspected.buildTag === undefined ? undefined : parseBuildTag(inspected.buildTag);
}

function toGroup(files: readonly ReadyFile[], build: string | undefined): FileGroup {
  const [first] = files;
  if (first === undefined) throw new RangeError('a group has at least one file');
  const { ref } = first.inspected;
  const set = createBuildSet(
    ref,
    files.map(({ asset }) => asset),
  );
  return { ref, files, digest: setDigest(set), ...defined({ build }) };
}

function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
