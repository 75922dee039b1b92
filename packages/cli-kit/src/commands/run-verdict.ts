import {
  formatVersion,
  readHead,
  type SetEntry,
  type Sha256,
  type TestCounts,
  type Verdict,
  type VerdictResult,
  writeVerdict,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { callerAt } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Formats } from '../formats.ts';
import { actorOf } from '../provenance/provenance.ts';
import { withoutLogins } from '../render/without-logins.ts';
import { readReports, resultOf } from '../test-results/read-reports.ts';
import { subjectOf, type SubjectFlags } from './subject.ts';

interface VerdictFlags extends SubjectFlags {
  readonly check: string;
  readonly result?: string | undefined;
  readonly junit?: readonly (string | number)[] | undefined;
  readonly tap?: readonly (string | number)[] | undefined;
  readonly asset?: readonly (string | number)[] | undefined;
  readonly url?: string | undefined;
}

/** Writes a verdict about a set, or about some of its files. */
export function runVerdict(formats: Formats): (args: VerdictFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const reports = { junit: (args.junit ?? []).map(String), tap: (args.tap ?? []).map(String) };
    const counts = await readReports(reports);
    const result = decide(args.result, counts);
    const caller = callerAt(args.from, args, context);
    const { connection, found, ref } = await subjectOf(formats, args, context);
    const home = await connection.home();
    const names = (args.asset ?? []).map(String);
    const assets = names.map((name) => digestOfAsset(name, found.set.entries, formatVersion(ref)));
    const [principal, head] = await Promise.all([caller, readHead(home.records, ref)]);
    const url = args.url === undefined ? undefined : withoutLogins(args.url);
    const verdict: Verdict = {
      check: args.check,
      result,
      ...defined({ counts, url, by: actorOf(context.environment), head, principal }),
      ...(assets.length > 0 ? { assets } : {}),
    };
    const written = await writeVerdict(home.records, found.set, found.digest, verdict, home.clock.now());
    const tests = counts ? `: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped` : '';
    const said = written ? 'recorded' : 'already the latest verdict';
    const line = `${formatVersion(ref)} ${found.digest}`;
    context.output.result([`${args.check} ${result} (${said})${tests}`, `  set ${line}`], {
      schemaVersion: 1,
      verdict: { check: args.check, result, digest: found.digest, written, counts: counts ?? null },
    });
    return EXIT.done;
  };
}

/** A pass that the reports contradict is refused; a worse word than theirs is taken. */
function decide(said: string | undefined, counts: TestCounts | undefined): VerdictResult {
  const known = (['passed', 'warned', 'failed'] as const).find((one) => one === said);
  const reported = counts && resultOf(counts);
  if (known === undefined && reported === undefined) {
    throw usageError('Nothing says what the check found.', 'Give --result, --junit FILE or --tap FILE.');
  }
  if (known === 'passed' && reported === 'failed') {
    throw usageError('--result passed contradicts the reports, which hold failed tests.', 'Leave --result out.');
  }
  return known ?? reported ?? 'failed';
}

function digestOfAsset(name: string, entries: readonly SetEntry[], what: string): Sha256 {
  const entry = entries.find((one) => one.name === name);
  if (!entry)
    throw usageError(`The build of ${what} has no file ${name}.`, `It has: ${entries.map((e) => e.name).join(', ')}.`);
  return entry.sha256;
}
