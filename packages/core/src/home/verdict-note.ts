import * as v from 'valibot';
import { CodedError } from '../coded-error.ts';
import type { VersionRef } from '../coordinates.ts';
import type { RepositoryReader, RepositoryWriter } from '../ports/registry.ts';
import { sha256Schema } from '../schema.ts';
import type { BuildSet } from '../build-set.ts';
import { type SetDigest } from '../set-digest.ts';
import type { Sha256 } from '../sha256.ts';
import { listNotes, type NoteName, noteSubject, readNote, writeNote } from './notes.ts';

export const RESULTS = ['passed', 'warned', 'failed'] as const;

export type VerdictResult = (typeof RESULTS)[number];

/** How many tests ended how, and the names of those that did not pass. */
export interface TestCounts {
  readonly passed: number;
  readonly warned: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failedTests: readonly string[];
}

/** What somebody found about a build: the result of a named check. */
export interface Verdict {
  readonly check: string;
  readonly result: VerdictResult;
  /** The assets that it is about, by SHA-256; every asset of the set when absent. */
  readonly assets?: readonly Sha256[];
  readonly url?: string;
  readonly counts?: TestCounts;
  readonly by?: string;
  /** Whose credentials, as AWS knows them. */
  readonly principal?: string;
  /** The head of the package's log, as `readHead` tells it. Written only. */
  readonly head?: string;
}

const STATEMENT = 'https://in-toto.io/Statement/v1';
const TEST_RESULT = 'https://in-toto.io/attestation/test-result/v0.1';
/** Names of failed tests beyond this many are only counted. */
const MAX_FAILED_TESTS = 200;
const CHECK = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

const statementSchema = v.looseObject({
  _type: v.literal(STATEMENT),
  predicateType: v.literal(TEST_RESULT),
  subject: v.array(v.strictObject({ name: v.string(), digest: v.strictObject({ sha256: sha256Schema }) })),
  predicate: v.looseObject({
    result: v.picklist(['PASSED', 'WARNED', 'FAILED']),
    url: v.optional(v.string()),
    failedTests: v.optional(v.array(v.string())),
  }),
});

/** The schema of what is stored; shipped as a JSON Schema. */
export const verdictSchema = v.strictObject({
  ...noteSubject,
  kind: v.literal('verdict'),
  check: v.string(),
  /** The service's time when it was written: the same verdict at another time is another note. */
  at: v.string(),
  by: v.optional(v.string()),
  principal: v.optional(v.string()),
  head: v.optional(v.string()),
  counts: v.optional(
    v.strictObject({ passed: v.number(), warned: v.number(), failed: v.number(), skipped: v.number() }),
  ),
  statement: statementSchema,
});

/** A verdict's place and, as far as its name tells, what it says. */
export interface VerdictName extends NoteName {
  readonly check: string;
  readonly result: VerdictResult;
  /** Whether it is about every asset of the set; else the note says which. */
  readonly whole: boolean;
}

/** The verdicts about a set, newest first. One listing. */
export async function listVerdicts(home: RepositoryReader, ref: VersionRef, digest: SetDigest): Promise<VerdictName[]> {
  const notes = await listNotes(home, { kind: 'verdict', ref, digest });
  return notes.flatMap((note) => {
    const [check, result, scope, ...rest] = note.parts;
    const known = RESULTS.find((one) => one === result);
    if (check === undefined || !known || rest.length > 0) return [];
    return { ...note, check, result: known, whole: scope === 'whole' };
  });
}

/** A verdict about a set, whole. One fetch. */
export async function readVerdict(
  home: RepositoryReader,
  ref: VersionRef,
  digest: SetDigest,
  { noteVersion, result, whole }: VerdictName,
): Promise<Verdict & { readonly at: string }> {
  const { at, by, check, counts, principal, statement } = await readNote(
    home,
    { kind: 'verdict', ref, digest },
    noteVersion,
    verdictSchema,
  );
  const { failedTests = [], url } = statement.predicate;
  return {
    check,
    result,
    at,
    ...(whole ? {} : { assets: statement.subject.map((subject) => subject.digest.sha256) }),
    ...(url === undefined ? {} : { url }),
    ...(counts ? { counts: { ...counts, failedTests } } : {}),
    ...(by === undefined ? {} : { by }),
    ...(principal === undefined ? {} : { principal }),
  };
}

/** The SHA-256s that a verdict is about. One fetch. */
export async function readVerdictSubjects(
  home: RepositoryReader,
  ref: VersionRef,
  digest: SetDigest,
  noteVersion: string,
): Promise<readonly Sha256[]> {
  const note = await readNote(home, { kind: 'verdict', ref, digest }, noteVersion, verdictSchema);
  return note.statement.subject.map((subject) => subject.digest.sha256);
}

/**
 * Writes a verdict about a set as an in-toto statement, unless the newest one of that check says the same.
 * True when it was written. Throws `invalid-check` or `no-such-file`.
 */
export async function writeVerdict(
  home: RepositoryWriter,
  set: BuildSet,
  digest: SetDigest,
  verdict: Verdict,
  at: Date,
): Promise<boolean> {
  const { check, result } = verdict;
  if (!CHECK.test(check)) {
    throw new CodedError('invalid-check', `"${check}" is not a name of a check.`, {
      next: 'A check is named by up to 64 letters, digits, ".", "_" and "-", for example staging-tests.',
    });
  }
  const { ref } = set;
  const subject = subjectsOf(set, verdict);
  const whole = subject.length === set.entries.length;
  const newest = (await listVerdicts(home, ref, digest)).find((one) => one.check === check);
  if (newest?.result === result && newest.whole && whole) return false;
  const { counts, url, by, head, principal } = verdict;
  const failedTests = counts?.failedTests.slice(0, MAX_FAILED_TESTS);
  await writeNote(home, { kind: 'verdict', ref, digest }, [check, result, whole ? 'whole' : 'part'], {
    check,
    at: at.toISOString(),
    by,
    principal,
    head,
    counts: counts && { passed: counts.passed, warned: counts.warned, failed: counts.failed, skipped: counts.skipped },
    statement: {
      _type: STATEMENT,
      predicateType: TEST_RESULT,
      subject,
      predicate: { result: result.toUpperCase(), url, failedTests, configuration: [{ name: check }] },
    },
  });
  return true;
}

function subjectsOf({ entries }: BuildSet, { assets }: Verdict) {
  const known = new Set(entries.map(({ sha256 }) => sha256));
  const stranger = assets?.find((sha256) => !known.has(sha256));
  if (stranger !== undefined) {
    throw new CodedError('no-such-file', `The set has no asset with sha256 ${stranger}.`, { side: 'home' });
  }
  return entries
    .filter(({ sha256 }) => assets === undefined || assets.includes(sha256))
    .map(({ name, sha256 }) => ({ name, digest: { sha256 } }));
}
