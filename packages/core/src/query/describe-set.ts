import type { BuildSet } from '../build-set.ts';
import { type BuildRow, type BuildsQuery, listBuilds } from '../builds.ts';
import type { HistoryEntry } from '../history.ts';
import { history } from '../history.ts';
import { type Approval, readApprovals } from '../home/approval-note.ts';
import { type AttachedNote, listAttachedNotes, readAttachedNote } from '../home/attached-note.ts';
import type { Home } from '../home/home.ts';
import { listVerdicts, readVerdict, type Verdict } from '../home/verdict-note.ts';
import type { Domain } from '../ports/domain.ts';
import type { FormatAdapter } from '../ports/format-adapter.ts';
import type { SetDigest } from '../set-digest.ts';

/** Everything that is known of one set. */
export interface SetDescription {
  readonly set: BuildSet;
  readonly digest: SetDigest;
  /** Its tags and where it is; absent where no repository and no record shows it any more. */
  readonly build?: BuildRow;
  /** How it came to be, newest first. */
  readonly attached: readonly AttachedNote[];
  /** Newest first. */
  readonly verdicts: readonly (Verdict & { readonly at: string })[];
  readonly approvals: readonly Approval[];
  /** What was done with it, oldest first: promotions, undos, and holds. */
  readonly operations: readonly HistoryEntry[];
}

export interface SetQuery extends Pick<BuildsQuery, 'onUnseen' | 'repositories' | 'stages'> {
  readonly set: BuildSet;
  readonly digest: SetDigest;
}

/** Describes a set: the listings of its version, its notes, and what the log says of it. Reads only. */
export async function describeSet(
  { digest, set, ...look }: SetQuery,
  ports: { readonly domain: Domain; readonly home: Home; readonly format: FormatAdapter },
): Promise<SetDescription> {
  const { ref } = set;
  const { records } = ports.home;
  const [[build], notes, verdicts, approvals, operations] = await Promise.all([
    listBuilds({ pkg: ref, version: ref.version, digest, ...look }, ports),
    listAttachedNotes(records, ref, digest),
    listVerdicts(records, ref, digest),
    readApprovals(records, ref, digest),
    history([ref], { version: ref.version, set: digest }, ports.home),
  ]);
  return {
    set,
    digest,
    ...(build ? { build } : {}),
    attached: await Promise.all(notes.map(({ noteVersion }) => readAttachedNote(records, ref, digest, noteVersion))),
    verdicts: await Promise.all(verdicts.map((name) => readVerdict(records, ref, digest, name))),
    approvals,
    operations,
  };
}
