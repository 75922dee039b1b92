import { type BuildRow, type PackageRef, shortDigest } from '@buildset/core';
import type { Colors } from './colors.ts';
import { madeOf } from './made-of.ts';
import { plural } from './size.ts';
import { table } from './table.ts';

/** Builds as a table: one line each, with where it is and what installers get. */
export function renderSets(
  rows: readonly BuildRow[],
  { repositories, stages }: { readonly repositories: readonly string[]; readonly stages: readonly string[] },
  colors: Colors,
): string[] {
  const header = ['VERSION', 'BUILD', 'SET', 'FILES', 'STATE', 'IN', 'ACTIVE IN', 'PROMOTED TO'];
  const lines = table([header, ...rows.map((row) => cells(row, rows))]);
  const notes = [
    rows.some(({ state }) => state === 'derived') ? 'derived: seen in a repository, not on record' : '',
    repositories.length === 0 && stages.length === 0
      ? 'Looked into where promotions went to; --repository NAME looks into another one too.'
      : '',
    rows.some(({ partlyActiveIn }) => partlyActiveIn.length > 0)
      ? 'part: installers take it for some of its files, and another build for the rest'
      : '',
    rows.some(({ origins }) => origins.length > 0) ? 'of: made of that build by taking the build out of its files' : '',
    rows.some(({ state }) => state === 'open') ? 'open: not sealed yet, jobs may still add files' : '',
  ].filter((note) => note !== '');
  return [colors.bold(lines[0] ?? ''), ...lines.slice(1), `${plural(rows.length, 'build')}.`, ...notes];
}

function cells(
  { activeIn, builds, digest, in: places, origins, partlyActiveIn, promotedTo, set, state, version }: BuildRow,
  rows: readonly BuildRow[],
): string[] {
  const active = [...activeIn, ...partlyActiveIn.map((name) => `${name} (part)`)];
  return [
    version,
    builds.join(', ') || madeOf(origins, version, (set) => rows.find((row) => row.digest === set)?.builds ?? []),
    digest === undefined ? '-' : shortDigest(digest),
    set === undefined ? '-' : String(set.entries.length),
    state,
    ...[places, active, promotedTo].map((names) => names.join(', ') || '-'),
  ];
}

/** The `--json` answer of `sets`: schemas/sets.schema.json. */
export function setsJson(pkg: PackageRef, rows: readonly BuildRow[]): object {
  return {
    schemaVersion: 1,
    sets: rows.map(
      ({ activeIn, builds, digest, in: places, origins, partlyActiveIn, promotedTo, set, state, version }) => ({
        digest: digest ?? null,
        format: pkg.format,
        namespace: pkg.namespace ?? null,
        package: pkg.name,
        version,
        builds,
        origins,
        state,
        in: places,
        activeIn,
        partlyActiveIn,
        promotedTo,
        assets: (set?.entries ?? []).map(({ name, sha256, size }) => ({ name, size, sha256 })),
      }),
    ),
  };
}
