import { hasCode } from '@buildset/core';

import { compareVersions } from './compare-versions.ts';
import { evaluateMarker, type MarkerEnvironment } from './evaluate-marker.ts';
import { parseRequirement, type Requirement } from './requirement.ts';
import { parseSpecifiers, satisfies } from './specifier.ts';
import { tryParseVersion } from './version.ts';

/** A version that an index offers. */
export interface OfferedVersion {
  readonly version: string;
  /** `data-requires-python` of its files; absent when every Python will do. */
  readonly requiresPython?: string;
}

/** Where dependencies are looked up: the versions of a project by canonical name, none when it is unknown. */
export type DependencyIndex = (name: string) => Promise<readonly OfferedVersion[]>;

/** An environment for which dependencies shall resolve. */
export interface TargetEnvironment {
  /** For people, such as `cp312-linux`. */
  readonly label: string;
  readonly markers: MarkerEnvironment;
  /** Extras asked for. Default none. */
  readonly extras?: readonly string[];
}

/** A requirement that the index does not meet. */
export interface MissingDependency {
  /** As written in `Requires-Dist`. */
  readonly requirement: string;
  /** Canonical. */
  readonly name: string;
  /** The `label` of the environment. */
  readonly environment: string;
  /**
   * `unknown`: the index has no such project. `no-version`: none of its versions is admitted. `python`: the admitted ones
   * are not for this Python. `url`: it is fetched from elsewhere, which an index does not offer.
   */
  readonly reason: 'unknown' | 'no-version' | 'python' | 'url';
}

/** Of a distribution's `Requires-Dist`, those that hold in an environment, in their order. Throws `invalid-*`. */
export function requirementsOf(
  requiresDist: readonly string[],
  target: TargetEnvironment,
): readonly { readonly text: string; readonly requirement: Requirement }[] {
  const extras = ['', ...(target.extras ?? [])];
  return requiresDist
    .map((text) => ({ text, requirement: parseRequirement(text) }))
    .filter(
      ({ requirement: { marker } }) => !marker || extras.some((extra) => evaluateMarker(marker, target.markers, extra)),
    );
}

/**
 * The version that an installer would take: the highest that is admitted and runs on that Python; a pre-release only when
 * a clause names one or nothing else is admitted. Undefined when there is none.
 */
export function bestVersion(
  requirement: Requirement,
  offered: readonly OfferedVersion[],
  pythonVersion: string,
): string | undefined {
  const fitting = admitted(requirement, offered).filter((one) => runsOn(one, pythonVersion));
  const versions = fitting.map(({ version }) => version).toSorted((a, b) => compareVersions(b, a));
  // By default satisfies() leaves out pre-releases that no clause names.
  return versions.find((version) => satisfies(version, requirement.specifiers)) ?? versions[0];
}

/**
 * Which of a distribution's `Requires-Dist` the index does not meet, per environment in order; empty when all resolve.
 * Each project is looked up once. Throws `invalid-*` and what the index throws.
 */
export async function missingDependencies(
  requiresDist: readonly string[],
  targets: readonly TargetEnvironment[],
  index: DependencyIndex,
): Promise<readonly MissingDependency[]> {
  const lookups = new Map<string, Promise<readonly OfferedVersion[]>>();
  const missing: MissingDependency[] = [];
  for (const target of targets) {
    for (const { text, requirement } of requirementsOf(requiresDist, target)) {
      const { name } = requirement;
      const lookup = lookups.get(name) ?? index(name);
      lookups.set(name, lookup);
      const reason = reasonOf(requirement, await lookup, target.markers.python_full_version);
      if (reason !== undefined) missing.push({ requirement: text, name, environment: target.label, reason });
    }
  }
  return missing;
}

function reasonOf(
  requirement: Requirement,
  offered: readonly OfferedVersion[],
  pythonVersion: string,
): MissingDependency['reason'] | undefined {
  if (requirement.url !== undefined) return 'url';
  if (offered.length === 0) return 'unknown';
  if (bestVersion(requirement, offered, pythonVersion) !== undefined) return undefined;
  return admitted(requirement, offered).length > 0 ? 'python' : 'no-version';
}

function admitted({ specifiers }: Requirement, offered: readonly OfferedVersion[]): readonly OfferedVersion[] {
  return offered.filter(
    ({ version }) => tryParseVersion(version) && satisfies(version, specifiers, { prereleases: true }),
  );
}

function runsOn({ requiresPython = '' }: OfferedVersion, pythonVersion: string): boolean {
  try {
    return satisfies(pythonVersion, parseSpecifiers(requiresPython), { prereleases: true });
  } catch (error) {
    // An index may hold what no tool would publish today; installers ignore it.
    if (hasCode(error, 'invalid-specifier')) return true;
    throw error;
  }
}
