import {
  formatVersion,
  type MeterReading,
  type PrunedRow,
  type PruneResult,
  shortDigest,
  type TransitRow,
} from '@buildset/core';
import { costOf } from './cost.ts';
import { formatBytes, plural } from './size.ts';
import { table } from './table.ts';

/** What pruning did, or would do. */
export interface ToldPrune {
  readonly results: readonly PruneResult[];
  readonly transit: readonly TransitRow[];
  readonly dryRun: boolean;
  readonly warnings: readonly string[];
  readonly reading: MeterReading;
}

const REASONS: Readonly<Record<PrunedRow['reason'], string>> = {
  promoted: 'promoted to',
  active: 'installers get it from',
  held: 'held in',
  approved: 'approved for',
  release: 'part of the release',
  undo: 'needed to undo the last operation in',
  origin: 'what was made of it is in',
  unseen: 'uploaded to a repository that you may not see:',
  newest: 'among the newest (--keep)',
  young: 'young',
  old: 'old, and nothing needs it',
  abandoned: 'open, and nobody has sealed it',
};

/** For people: every set with the reason why it goes or stays. */
export function renderPrune({ dryRun, reading, results, transit }: ToldPrune): string[] {
  const rows = results.flatMap((result) => result.rows);
  const rebuilt = results.flatMap((result) => result.rebuilt);
  const gone = rows.filter(({ outcome }) => outcome === 'pruned' || outcome === 'would-be-pruned');
  const word = dryRun ? 'would be removed' : 'removed';
  const files = rebuilt.map(({ ref, removed, repository }) => [
    formatVersion(ref),
    repository,
    `${plural(removed.length, 'file')} ${word}`,
    formatBytes(removed.reduce((sum, { size }) => sum + size, 0)),
  ]);
  const left = transit.map(({ outcome, ref }) => [outcome, formatVersion(ref), 'left in the transit']);
  return [
    ...table(rows.map(cells)),
    ...(files.length > 0 ? ['files of these builds', ...table(files, '  ')] : []),
    ...table(left),
    `${plural(gone.length, 'set')} ${word}, ${rows.length - gone.length} kept; ${costOf(reading)}.`,
  ];
}

/** The `--json` answer of `prune`: schemas/prune.schema.json. */
export function pruneJson({ dryRun, reading, results, transit, warnings }: ToldPrune): object {
  const { bytesTransferred, calls, writes } = reading;
  return {
    schemaVersion: 1,
    prune: {
      dryRun,
      sets: results.flatMap(({ rows }) => rows.map(rowJson)),
      rebuilt: results.flatMap(({ rebuilt }) =>
        rebuilt.map(({ ref, removed, repository }) => ({
          ...coordinates(ref),
          repository,
          removed: removed.map(({ name, sha256, size }) => ({ name, size, sha256 })),
        })),
      ),
      transit: transit.map(({ error, outcome, ref }) => ({ ...coordinates(ref), outcome, ...withError(error) })),
      warnings,
      calls,
      writes,
      bytesTransferred,
    },
  };
}

function cells({ builds, by = '', digest, outcome, reason, ref }: PrunedRow): string[] {
  const build = builds.join(', ') || '-';
  return [
    outcome,
    formatVersion(ref),
    build,
    digest === undefined ? '-' : shortDigest(digest),
    `${REASONS[reason]} ${by}`,
  ];
}

function rowJson({ builds, by, digest, error, outcome, reason, ref }: PrunedRow): object {
  return { ...coordinates(ref), builds, digest: digest ?? null, outcome, reason, by: by ?? null, ...withError(error) };
}

function coordinates({
  format,
  name,
  namespace = null,
  version,
}: Omit<PrunedRow['ref'], 'namespace'> & { readonly namespace?: string | null }) {
  return { format, namespace, package: name, version };
}

function withError(error: PrunedRow['error']): object {
  return error ? { error: { code: error.code, message: error.message } } : {};
}
