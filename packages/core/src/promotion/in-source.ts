import { listAttachedNotes } from '../home/attached-note.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { Asset, RepositoryReader } from '../ports/registry.ts';
import type { Candidate } from './candidates.ts';
import { holdsAll, sameAssets } from './observe.ts';

export interface Source {
  /** The repository's name. */
  readonly name: string;
  /** What it holds of the version. */
  readonly held: readonly Asset[];
  readonly format: FormatAdapter;
  readonly home: RepositoryReader;
}

/**
 * Whether a set may be promoted from a repository: it holds the whole of it. Where a version holds one build only (npm,
 * generic), the builds that were attached to the repository count as well: their bytes are on record. One listing then.
 */
export async function isInSource(
  { digest, set }: Pick<Candidate, 'digest' | 'set'>,
  { format, held, home, name }: Source,
): Promise<boolean> {
  if (format.builds === 'side-by-side') return holdsAll(held, set.entries);
  if (sameAssets(held, set.entries)) return true;
  const notes = await listAttachedNotes(home, set.ref, digest);
  return notes.some(({ repository }) => repository === name);
}
