import { isBuildTag } from '@buildset/core';
import semver from 'semver';

import { npmError, quoted } from './errors.ts';

/** A semantic version and the build that it names, if it names one. */
export interface NpmVersion {
  /** As written, without a leading `v` and spaces. */
  readonly text: string;
  /** What a registry calls the version: npm drops `+…` when it publishes. */
  readonly published: string;
  /** Without the build: what a stripped version is called. */
  readonly release: string;
  /** `24` of `1.0.0-24` and of `1.0.0+24`, as spelled. */
  readonly build?: string;
}

/**
 * Parses a version as npm does. The build is what follows `+`, or else the whole of what follows `-`, if it is spelled
 * like a build tag: `1.0.0-rc.1` names none, `1.0.0-rc.1+24` names 24. Throws `invalid-version`.
 */
export function parseNpmVersion(text: string): NpmVersion {
  const parsed = semver.parse(text, { loose: false });
  if (!parsed) {
    throw npmError(
      'invalid-version',
      `${quoted(text)} is not a semantic version.`,
      'Write the version as major.minor.patch, for example 1.0.0 or 1.0.0-24.',
    );
  }
  const core = `${parsed.major}.${parsed.minor}.${parsed.patch}`;
  const pre = parsed.prerelease.join('.');
  const metadata = parsed.build.join('.');
  const published = pre === '' ? core : `${core}-${pre}`;
  const whole = { text: metadata === '' ? published : `${published}+${metadata}`, published };
  if (metadata !== '') {
    return isBuildTag(metadata) ? { ...whole, release: published, build: metadata } : { ...whole, release: published };
  }
  return isBuildTag(pre) ? { ...whole, release: core, build: pre } : { ...whole, release: published };
}

/**
 * A range without the builds of the versions in it: `^1.0.0-24 || >=2.0.0+3` becomes `^1.0.0 || >=2.0.0`. What names no
 * build, such as `1.0.0-rc.1`, `*` or a tag, stays as it is.
 */
export function strippedRange(range: string): string {
  return range.replaceAll(VERSION_IN_RANGE, (version) => {
    const parsed = semver.parse(version);
    if (!parsed) return version;
    const { build, release } = parseNpmVersion(version);
    return build === undefined ? version : release;
  });
}

/** Whether `a` is later than `b` (positive), by semver, `+…` counting only between versions that are else equal. */
export function compareNpmVersions(a: string, b: string): number {
  return semver.compareBuild(parseNpmVersion(a).text, parseNpmVersion(b).text);
}

/** Whether npm takes it for one that comes before a release, as it does `1.0.0-24` too. Throws `invalid-version`. */
export function isPrerelease(version: string): boolean {
  return semver.prerelease(parseNpmVersion(version).published) !== null;
}

const VERSION_IN_RANGE = /(?<![\w.+-])\d{1,16}\.\d{1,16}\.\d{1,16}[-+][0-9A-Za-z.+-]+/g;
