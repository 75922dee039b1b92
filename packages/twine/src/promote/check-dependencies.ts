import { type CheckedSet, formatVersion, type Objection, type SetCheck } from '@buildset/core';
import {
  defaultEnvironment,
  type DependencyIndex,
  fitsTarget,
  type MissingDependency,
  missingDependencies,
  type OfferedVersion,
  offeredVersions,
  type TargetEnvironment,
} from '@buildset/format-pypi';
import { valuesOf } from './dependency-index.ts';

/** What a set offers to installers once it is there. */
export interface Offer {
  /** `Requires-Dist` of all its files, each once. */
  readonly requiresDist: readonly string[];
  readonly files: readonly OfferedVersion[];
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
  platform: 'no fitting version has a wheel for that platform, or an sdist',
  url: 'it is fetched from an address, not from the index',
};

/** Objects to a set that is not for an environment that was asked for, or whose requirements the index does not meet there. */
export function dependencyCheck({ environments, from, index, to }: DependencyCheck): SetCheck {
  return async (set) => {
    const { files, requiresDist } = await offerOf(set);
    const unfit = environments.filter((target) => !files.some((file) => fitsTarget(file, target)));
    if (unfit.length > 0) return notFor(set, unfit);
    const missing = await missingDependencies(requiresDist, targetsOf(files, environments), index);
    return missing.length === 0 ? undefined : objectionOf(set, missing, { from, to });
  };
}

/** The environments asked for, else the default of a set. */
export function targetsOf(
  files: readonly OfferedVersion[],
  environments: readonly TargetEnvironment[],
): readonly TargetEnvironment[] {
  return environments.length > 0 ? environments : [defaultEnvironment(files)];
}

/** Reads from their upload fields what a set's files require and are for. */
export async function offerOf({ fieldsOf, set }: CheckedSet): Promise<Offer> {
  const files = await Promise.all(
    set.entries.map(async (entry) => {
      const fields = await fieldsOf(entry);
      const [requiresPython] = valuesOf('requires_python', fields);
      return { name: entry.name, fields, ...(requiresPython === undefined ? {} : { requiresPython }) };
    }),
  );
  return {
    requiresDist: [...new Set(files.flatMap(({ fields }) => valuesOf('requires_dist', fields)))],
    files: offeredVersions(files),
  };
}

function notFor({ set }: CheckedSet, unfit: readonly TargetEnvironment[]): Objection {
  return {
    code: 'dependencies-missing',
    message: `No file of ${formatVersion(set.ref)} can be installed on ${unfit.map(({ label }) => label).join(', ')}.`,
    next: 'Leave that --environment out, or build a wheel for it.',
  };
}

function objectionOf(
  { set }: CheckedSet,
  missing: readonly MissingDependency[],
  { from, to }: Pick<DependencyCheck, 'from' | 'to'>,
): Objection {
  const places = new Map<string, string[]>();
  for (const { environment, of, reason, requirement } of missing) {
    const what = `${requirement}${of === undefined ? '' : `, of ${of}`} (${REASONS[reason]})`;
    places.set(what, [...(places.get(what) ?? []), environment]);
  }
  const list = [...places].map(([what, where]) => `${what} for ${where.join(', ')}`).join('; ');
  return {
    code: 'dependencies-missing',
    message: `${to} does not offer what ${formatVersion(set.ref)} requires: ${list}.`,
    next: `Promote that first, or with --with-deps what has builds in ${from}.`,
  };
}
