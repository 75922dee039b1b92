import { formatPackage, history, type HistoryEntry, repositoryArn, shortDigest } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { connectPlace } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import { type Formats, formatOf, parsePackage, splitSpec } from '../formats.ts';
import { table } from '../render/table.ts';

interface HistoryFlags extends ConnectionFlags {
  readonly spec: string;
  readonly stage?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly workItem?: string | undefined;
  readonly format?: string | undefined;
}

/** Tells the events of a package's log, oldest first. */
export function runHistory(formats: Formats): (args: HistoryFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const format = await formatOf(formats, args.format);
    const { name, version } = splitSpec(args.spec, format);
    const pkg = parsePackage(name, format);
    const times = { since: timeOf('--since', args.since), until: timeOf('--until', args.until) };
    const { connection, repository } = await connectPlace(args.stage, args, context);
    const to = repository === undefined ? undefined : repositoryArn({ ...connection.domain.ref, repository });
    const query = { pkg, ...defined({ version, to, workItem: args.workItem, ...times }) };
    const entries = await history(query, await connection.home());
    const lines = table([['TIME', 'WHAT', 'VERSION', 'BUILD', 'TO', 'BY', 'ID'], ...entries.map(cells)]);
    const empty = [`The log of ${formatPackage(pkg)} says nothing of that.`];
    context.output.result(entries.length === 0 ? empty : lines, { schemaVersion: 1, events: entries });
    return EXIT.done;
  };
}

function cells({ at, body }: HistoryEntry): string[] {
  const time = at.toISOString().replace(/\.\d+Z$/, 'Z');
  const by = 'by' in body ? (body.by ?? '-') : '-';
  if ('operation' in body) {
    const { builds, id, kind, origin, set, to, version } = body.operation;
    const word = body.type === 'operation.completed' ? `${kind} done` : `${kind} started`;
    const which = builds.join(', ') || shortDigest(set);
    const stripped = origin ? ` stripped (${shortDigest(origin.set)} -> ${shortDigest(set)})` : '';
    return [time, word, version, `${which}${stripped}`, nameOf(to), by, id];
  }
  if ('operationId' in body) {
    const word = body.type.replace('operation.', '');
    const why = 'reason' in body ? `: ${body.reason}` : 'message' in body ? `: ${body.message}` : '';
    return [time, short(`${word}${why}`), '-', '-', '-', by, body.operationId];
  }
  return [time, body.type.replace('.', ' '), body.version, shortDigest(body.set), nameOf(body.to), by, '-'];
}

/** A row stays readable; --json has the whole text. */
function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function nameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function timeOf(flag: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw usageError(`${flag} ${text} is no time.`, 'Give it as 2026-01-31T12:00Z.');
  return time;
}
