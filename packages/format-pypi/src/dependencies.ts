import { hasCode } from '@buildset/core';

import { compareVersions } from './compare-versions.ts';
import { evaluateMarker, type MarkerEnvironment } from './evaluate-marker.ts';
import { parseRequirement, type Requirement } from './requirement.ts';
import { parseSpecifiers, satisfies } from './specifier.ts';
import { tryParseVersion } from './version.ts';
import { wheelFits } from './wheel-fits.ts';
import type { WheelName } from './wheel-name.ts';

/** A file of a version that an index offers. */
export interface OfferedVersion {
  readonly version: string;
  /** `data-requires-python` of its files; absent when every Python will do. */
  readonly requiresPython?: string;
  /** Absent for an sdist, which is built wherever it is installed. */
  readonly wheel?: WheelName;
}

/** Where dependencies are looked up. */
export interface DependencyIndex {
  /** The versions of a project by canonical name, none when it is unknown. */
  versions(name: string): Promise<readonly OfferedVersion[]>;
  /** `Requires-Dist` of a version; undefined where nobody can tell. */
  requiresDist(name: string, version: string): Promise<readonly string[] | undefined>;
}

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
  /** Whose it is where an extra of a requirement asks for it: `pydep[net]==1.2`. */
  readonly of?: string;
  /** Canonical. */
  readonly name: string;
  /** The `label` of the environment. */
  readonly environment: string;
  /**
   * `unknown`: the index has no such project. `no-version`: none of its versions is admitted. `python`: the admitted ones
   * are not for this Python. `platform`: no wheel of those is for this platform, and there is no sdist. `url`: it is
   * fetched from elsewhere, which an index does not offer.
   */
  readonly reason: 'unknown' | 'no-version' | 'python' | 'platform' | 'url';
}

/** Of a distribution's `Requires-Dist`, those that hold in an environment, in their order. Throws `invalid-*`. */
export function requirementsOf(requiresDist: readonly string[], target: TargetEnvironment): readonly Required[] {
  const extras = ['', ...(target.extras ?? [])];
  return requiresDist
    .map((text) => ({ text, requirement: parseRequirement(text) }))
    .filter(
      ({ requirement: { marker } }) => !marker || extras.some((extra) => evaluateMarker(marker, target.markers, extra)),
    );
}

interface Required {
  readonly text: string;
  readonly requirement: Requirement;
  /** As in `MissingDependency`. */
  readonly of?: string;
}

/** Whether a file can be installed in an environment, by its Python and its wheel's tags. */
export function fitsTarget(file: OfferedVersion, target: TargetEnvironment): boolean {
  return runsOn(file, target.markers.python_full_version) && (!file.wheel || wheelFits(file.wheel, target));
}

/**
 * The version that an installer would take: the highest that is admitted and has a file for the environment; a pre-release
 * only when a clause names one or nothing else is admitted. Undefined when there is none.
 */
export function bestVersion(
  requirement: Requirement,
  offered: readonly OfferedVersion[],
  target: TargetEnvironment,
): string | undefined {
  const fitting = admitted(requirement, offered).filter((one) => fitsTarget(one, target));
  const versions = fitting.map(({ version }) => version).toSorted((a, b) => compareVersions(b, a));
  // By default satisfies() leaves out pre-releases that no clause names.
  return versions.find((version) => satisfies(version, requirement.specifiers)) ?? versions[0];
}

/**
 * Which of a distribution's `Requires-Dist` the index does not meet, per environment in order; empty when all resolve. What
 * the extras of a requirement ask for is followed, and its extras in turn. Throws `invalid-*` and what the index throws.
 */
export async function missingDependencies(
  requiresDist: readonly string[],
  targets: readonly TargetEnvironment[],
  index: DependencyIndex,
): Promise<readonly MissingDependency[]> {
  const missing: MissingDependency[] = [];
  for (const target of targets) missing.push(...(await missingFor(requiresDist, target, index)));
  return missing;
}

async function missingFor(
  requiresDist: readonly string[],
  target: TargetEnvironment,
  index: DependencyIndex,
): Promise<readonly MissingDependency[]> {
  const missing: MissingDependency[] = [];
  const followed = new Set<string>();
  const open: Required[] = [...requirementsOf(requiresDist, target)];
  for (const { of, requirement, text } of open) {
    const { name } = requirement;
    const offered = await index.versions(name);
    const reason = reasonOf(requirement, offered, target);
    if (reason !== undefined) {
      missing.push({ requirement: text, name, environment: target.label, reason, ...(of === undefined ? {} : { of }) });
      continue;
    }
    const extras = requirement.extras.filter((extra) => !followed.has(`${name}[${extra}]`));
    for (const extra of extras) followed.add(`${name}[${extra}]`);
    const version = bestVersion(requirement, offered, target);
    if (extras.length === 0 || version === undefined) continue;
    open.push(...(await requiredByExtras({ extras, name }, version, target, index)));
  }
  return missing;
}

/** What holds for the extras and not without them. */
async function requiredByExtras(
  { extras, name }: Pick<Requirement, 'extras' | 'name'>,
  version: string,
  target: TargetEnvironment,
  index: DependencyIndex,
): Promise<readonly Required[]> {
  const all = (await index.requiresDist(name, version)) ?? [];
  return requirementsOf(all, { ...target, extras })
    .filter(({ requirement: { marker } }) => marker && !evaluateMarker(marker, target.markers))
    .map((one) => ({ ...one, of: `${name}[${extras.join(',')}]==${version}` }));
}

function reasonOf(
  requirement: Requirement,
  offered: readonly OfferedVersion[],
  target: TargetEnvironment,
): MissingDependency['reason'] | undefined {
  if (requirement.url !== undefined) return 'url';
  if (offered.length === 0) return 'unknown';
  const files = admitted(requirement, offered);
  if (files.length === 0) return 'no-version';
  const running = files.filter((file) => runsOn(file, target.markers.python_full_version));
  if (running.length === 0) return 'python';
  return running.some((file) => fitsTarget(file, target)) ? undefined : 'platform';
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
