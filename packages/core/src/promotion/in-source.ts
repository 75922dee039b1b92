import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Asset, RepositoryReader } from '../ports/registry.ts';
import type { Candidate } from './candidates.ts';
import { holdsAll, sameAssets } from './observe.ts';
import type { NoteLists } from './subject-notes.ts';

export interface Source {
  /** The repository's name. Absent where none was named: then what is on record is meant. */
  readonly name?: string;
  /** What it holds of the version. */
  readonly held: readonly Asset[];
  /** Whether it gets builds by promotion only. Default false. */
  readonly isOrdered?: boolean;
  readonly format: FormatAdapter;
  readonly home: RepositoryReader;
  readonly notes: NoteLists;
}

/**
 * Whether a set may be promoted from a repository: it holds the whole of it. Where a version holds one build only (npm,
 * generic), the builds that were attached to the repository count as well, unless it gets builds by promotion only: their bytes are on
 * record. One listing then, the first time.
 */
export async function isInSource(
  { digest, set }: Pick<Candidate, 'digest' | 'set'>,
  { format, held, home, isOrdered, name, notes }: Source,
): Promise<boolean> {
  if (format.builds === 'side-by-side') return holdsAll(held, set.entries);
  if (sameAssets(held, set.entries)) return true;
  if (isOrdered === true) return false;
  const attached = await notes.of(home, { digest, set });
  return attached.some(({ repository }) => repository === name);
}
