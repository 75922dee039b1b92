import * as v from 'valibot';
import type { VersionRef } from '../coordinates.ts';
import type { RepositoryReader, RepositoryWriter } from '../ports/registry.ts';
import type { SetDigest } from '../set-digest.ts';
import { listNotes, noteSubject, readNote, writeNote } from './notes.ts';

/** The schema of what is stored; shipped as a JSON Schema. */
export const approvalSchema = v.strictObject({
  ...noteSubject,
  kind: v.literal('approval'),
  stage: v.string(),
  by: v.string(),
  principal: v.optional(v.string()),
  head: v.optional(v.string()),
  comment: v.optional(v.string()),
});

/** Somebody's word that a set may go to a stage. */
export interface Approval {
  readonly stage: string;
  /** Who, by their own word: approvals of different people are told apart by it. */
  readonly by: string;
  /** Whose credentials, as AWS knows them. */
  readonly principal?: string;
  readonly comment?: string;
  /** The head of the package's log, as `readHead` tells it. Written only. */
  readonly head?: string;
}

/** The approvals of a set for a stage, or for all, newest first, each approver once a stage. One listing and a fetch an approval. */
export async function readApprovals(
  home: RepositoryReader,
  ref: VersionRef,
  digest: SetDigest,
  stage?: string,
): Promise<Approval[]> {
  const place = { kind: 'approval', ref, digest } as const;
  const names = (await listNotes(home, place)).filter(({ parts }) => stage === undefined || parts[0] === stage);
  const notes = await Promise.all(names.map(({ noteVersion }) => readNote(home, place, noteVersion, approvalSchema)));
  const newest = new Map<string, (typeof notes)[number]>();
  for (const note of notes) {
    const approver = `${note.stage} ${note.by}`;
    if (!newest.has(approver)) newest.set(approver, note);
  }
  return [...newest.values()].map(({ by, comment, principal, stage: of }) => ({
    stage: of,
    by,
    ...(principal === undefined ? {} : { principal }),
    ...(comment === undefined ? {} : { comment }),
  }));
}

/** Approves a set for a stage. The same approval again is no change. */
export async function approve(
  home: RepositoryWriter,
  ref: VersionRef,
  digest: SetDigest,
  { stage, by, comment, head, principal }: Approval,
): Promise<void> {
  await writeNote(home, { kind: 'approval', ref, digest }, [stage], { stage, by, principal, comment, head });
}
