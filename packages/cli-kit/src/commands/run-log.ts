import {
  type ExportedEvent,
  exportLog,
  type Finding,
  formatPackage,
  type LogReport,
  type PackageRef,
  type SeenHead,
  verifyLogs,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { connectPlace } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import type { Formats } from '../formats.ts';
import { requestsOf } from '../render/cost.ts';
import { plural } from '../render/size.ts';
import { table } from '../render/table.ts';
import { requireKnown } from './meant-package.ts';
import { packagesOf } from './packages-flag.ts';
import { readSeen } from './read-seen.ts';

interface LogFlags extends ConnectionFlags {
  readonly action: string;
  readonly packages?: readonly (string | number)[] | undefined;
  readonly all?: boolean | undefined;
  readonly seen?: string | undefined;
  readonly format?: string | undefined;
}

/** Verifies or exports logs. Throws `no-such-build` for a package of which nothing is known. */
export function runLog(formats: Formats): (args: LogFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const { action, all = false, packages: names = [] } = args;
    if (action !== 'verify' && action !== 'export') {
      throw usageError(`There is no "log ${action}".`, 'Give log verify or log export.');
    }
    if (all === names.length > 0) throw usageError('Which logs are meant?', 'Name packages, or give --all.');
    if (action === 'export' && args.seen !== undefined)
      throw usageError('--seen belongs to log verify.', 'Leave it out.');
    const seen = args.seen === undefined ? [] : await readSeen(args.seen);
    const { connection } = await connectPlace(undefined, args, context);
    const home = await connection.home();
    const packages = await packagesOf({ ...args, package: names }, formats, home);
    if (action === 'export') {
      for (const pkg of packages) {
        let isKnown = all;
        for await (const one of exportLog(pkg, home)) {
          context.output.line(lineOf(one));
          isKnown = true;
        }
        if (!isKnown) await requireKnown({ pkg }, formats, home);
      }
      return EXIT.done;
    }
    const meant = all ? withSeen(packages, seen) : packages;
    context.progress.stage(`reading ${plural(meant.length, 'log')}`);
    const reports = await verifyLogs(meant, home, seen);
    const empty = reports.filter(({ events, findings }) => events === 0 && findings.length === 0);
    for (const { pkg } of empty) await requireKnown({ pkg }, formats, home);
    context.progress.end();
    return report(reports, connection.meter.read().calls, context);
  };
}

/** With the packages that were seen and have no log any more. */
function withSeen(packages: readonly PackageRef[], seen: readonly SeenHead[]): PackageRef[] {
  const all = [...packages, ...seen.map(({ pkg }) => pkg)];
  return [...new Map(all.map((pkg) => [`${pkg.format} ${formatPackage(pkg)}`, pkg])).values()];
}

function report(reports: readonly LogReport[], calls: Readonly<Record<string, number>>, { output }: Context): ExitCode {
  const findings = reports.flatMap((one) => one.findings);
  const rows = reports.map(({ events, findings: own, head, pkg }) => [
    own.length > 0 ? 'broken' : events === 0 ? 'empty' : 'whole',
    formatPackage(pkg),
    plural(events, 'event'),
    head ? `head ${head.sha256}` : '',
  ]);
  const count = findings.length === 0 ? 'nothing is wrong' : `${plural(findings.length, 'finding')}`;
  output.result([...table(rows), `${plural(reports.length, 'log')}, ${count}; ${requestsOf({ calls })}.`], {
    schemaVersion: 1,
    logs: reports.map(reportJson),
    calls,
  });
  for (const { kind, message, number, pkg } of findings) {
    const what = `Event ${number} of the log of ${formatPackage(pkg)} is ${WORDS[kind]}: ${message}.`;
    const next = 'Events never change: somebody wrote to the home by hand. CloudTrail says who.';
    output.error({ code: 'log-broken', message: what, side: 'home', next });
  }
  return findings.length === 0 ? EXIT.done : EXIT.refused;
}

const WORDS: Readonly<Record<Finding['kind'], string>> = {
  missing: 'missing',
  'cut-off': 'cut off',
  changed: 'changed',
  reordered: 'out of order',
  foreign: 'not of this log',
  hidden: 'hidden',
  checkpoint: 'wrong about the state',
};

function reportJson({ events, findings, head, pkg }: LogReport): object {
  const { format, name, namespace = null } = pkg;
  const found = findings.map(({ kind, message, number }) => ({ number, kind, message }));
  return { format, namespace, package: name, events, head: head ?? null, findings: found };
}

/** Which events they are is said in each event: its package and its number. */
function lineOf({ at, event, sha256 }: ExportedEvent): object {
  return { at, sha256, event };
}
