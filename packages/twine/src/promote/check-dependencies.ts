import { type CheckedSet, formatVersion, type Objection, type ProjectReader, type SetCheck } from '@buildset/core';
import {
  defaultEnvironment,
  type DependencyIndex,
  type MissingDependency,
  missingDependencies,
  offeredVersions,
  type TargetEnvironment,
} from '@buildset/format-pypi';

/** What the files of a set require. */
export interface Requirements {
  /** `Requires-Dist` of all its files, each once. */
  readonly requiresDist: readonly string[];
  readonly requiresPython?: string;
}

export interface DependencyCheck {
  readonly index: DependencyIndex;
  /** None: the default of each set. */
  readonly environments: readonly TargetEnvironment[];
  /** The repositories' names, for the message. */
  readonly from: string;
  readonly to: string;
}

const REASONS: Readonly<Record<MissingDependency['reason'], string>> = {
  unknown: 'there is no such project',
  'no-version': 'no version fits',
  python: 'no fitting version is for that Python',
  url: 'it is fetched from an address, not from the index',
};

/** Objects to a set whose requirements the index does not meet in an environment. */
export function dependencyCheck({ environments, from, index, to }: DependencyCheck): SetCheck {
  return async (set) => {
    const required = await requirementsOf(set);
    const targets = targetsOf(required, environments);
    const missing = await missingDependencies(required.requiresDist, targets, index);
    return missing.length === 0 ? undefined : objectionOf(set, missing, { from, to });
  };
}

/** The environments asked for, else the default of a set. */
export function targetsOf(
  { requiresPython }: Requirements,
  environments: readonly TargetEnvironment[],
): readonly TargetEnvironment[] {
  return environments.length > 0 ? environments : [defaultEnvironment(requiresPython)];
}

/** What an index offers to installers, each project looked up once. */
export function indexOf(reader: ProjectReader): DependencyIndex {
  const known = new Map<string, ReturnType<DependencyIndex>>();
  return (name) => {
    const offered = known.get(name) ?? reader.readProject({ format: 'pypi', name }).then(offeredVersions);
    known.set(name, offered);
    return offered;
  };
}

/** Reads what a set's files require from their upload fields. */
export async function requirementsOf({ fieldsOf, set }: CheckedSet): Promise<Requirements> {
  const fields = (await Promise.all(set.entries.map((entry) => fieldsOf(entry)))).flat();
  const valuesOf = (wanted: string): string[] => fields.filter(([name]) => name === wanted).map(([, value]) => value);
  const [requiresPython] = valuesOf('requires_python');
  return {
    requiresDist: [...new Set(valuesOf('requires_dist'))],
    ...(requiresPython === undefined ? {} : { requiresPython }),
  };
}

function objectionOf(
  { set }: CheckedSet,
  missing: readonly MissingDependency[],
  { from, to }: Pick<DependencyCheck, 'from' | 'to'>,
): Objection {
  const places = new Map<string, string[]>();
  for (const { environment, reason, requirement } of missing) {
    const what = `${requirement} (${REASONS[reason]})`;
    places.set(what, [...(places.get(what) ?? []), environment]);
  }
  const list = [...places].map(([what, where]) => `${what} for ${where.join(', ')}`).join('; ');
  return {
    code: 'dependencies-missing',
    message: `${to} does not offer what ${formatVersion(set.ref)} requires: ${list}.`,
    next: `Promote that first, or with --with-deps what has builds in ${from}.`,
  };
}
