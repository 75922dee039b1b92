import { type BuildTag, compareBuildTags, parseBuildTag } from '@buildset/core';

import { tryParseSdistName } from './sdist-name.ts';
import { tryParseWheelName, wheelTags } from './wheel-name.ts';

const SDIST_SLOT = 'sdist';

/** The build that a file name says it belongs to, canonical; undefined for sdists, untagged wheels and other files. */
export function buildTagOf(fileName: string): BuildTag | undefined {
  const buildTag = tryParseWheelName(fileName)?.buildTag;
  return buildTag === undefined ? undefined : parseBuildTag(buildTag);
}

/**
 * What installers choose by: for a wheel each tag that it supports (`py3-none-any`), for an sdist `sdist`, for other
 * files nothing. Without duplicates.
 */
export function slotsOf(fileName: string): readonly string[] {
  const wheel = tryParseWheelName(fileName);
  if (wheel) return wheelTags(wheel);
  return tryParseSdistName(fileName) ? [SDIST_SLOT] : [];
}

/**
 * Positive when pip takes `a` before `b`, of one version and slot: wheels before sdists, then the higher build tag, and
 * a wheel without one last. 0 when it has no preference, and for files that it does not install.
 */
export function comparePreference(a: string, b: string): number {
  const [rankA, rankB] = [rank(a), rank(b)];
  if (rankA === undefined || rankB === undefined) return 0;
  return rankA - rankB || compareBuildTags(buildTagOf(a), buildTagOf(b));
}

function rank(fileName: string): number | undefined {
  if (tryParseWheelName(fileName)) return 1;
  return tryParseSdistName(fileName) ? 0 : undefined;
}
