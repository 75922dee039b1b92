import { formatPackage, history, type HistoryEntry, repositoryArn, shortDigest } from '@buildset/core';
import { connectPlace, requireThere } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import type { Formats } from '../formats.ts';
import { actorWord } from '../render/actor.ts';
import { requestsOf } from '../render/cost.ts';
import { plural } from '../render/size.ts';
import { table } from '../render/table.ts';
import { requireKnown } from './meant-package.ts';
import { namedPackage, packagesOf } from './packages-flag.ts';
import { placeName } from '../render/place-name.ts';
import { shortTime } from '../render/short-time.ts';
import { timeOf } from './time.ts';

interface HistoryFlags extends ConnectionFlags {
  readonly spec?: string | undefined;
  readonly stage?: string | undefined;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly workItem?: string | undefined;
  readonly format?: string | undefined;
}

/** Tells the events of a package's log, oldest first. Throws `no-such-build` for one of which nothing is known. */
export function runHistory(formats: Formats): (args: HistoryFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const { named, version } = await namedPackage(args, formats);
    const times = { since: timeOf('--since', args.since), until: timeOf('--until', args.until) };
    const place = await connectPlace(args.stage, args, context);
    const { connection, repository } = place;
    const to = repository === undefined ? undefined : repositoryArn({ ...connection.domain.ref, repository });
    const home = await connection.home();
    context.progress.stage('reading the log');
    const packages = named ? [named] : await packagesOf(args, formats, home);
    const query = defined({ version, to, workItem: args.workItem, ...times });
    const entries = await history(packages, query, home);
    if (entries.length === 0) await requireThere(place);
    if (entries.length === 0 && named) await requireKnown({ pkg: named, version }, formats, home);
    context.progress.end();
    const { calls } = connection.meter.read();
    const heads = ['TIME', 'WHAT', ...(named ? [] : ['PACKAGE']), 'VERSION', 'BUILD', 'TO', 'BY', 'ID'];
    const lines = table([heads, ...entries.map((entry) => cells(entry, named === undefined))]);
    const that = Object.keys(query).length > 0 ? ' that fits' : '';
    const empty = [`No event${named ? ` of ${formatPackage(named)}` : ''} is logged${that}.`];
    const foot = `${plural(entries.length, 'event')}; ${requestsOf({ calls })}.`;
    context.output.result([...(entries.length === 0 ? empty : lines), foot], {
      schemaVersion: 1,
      events: entries.map(json),
      calls,
    });
    return EXIT.done;
  };
}

function json({ at, body, number, pkg, principal }: HistoryEntry): object {
  const { format, name, namespace = null } = pkg;
  return { format, namespace, package: name, number, at, body, principal: principal ?? null };
}

function cells({ at, body, pkg, principal }: HistoryEntry, isOfAll: boolean): string[] {
  const [what = '', ...rest] = wordsOf(body, actorWord('by' in body ? body.by : undefined, principal));
  return [shortTime(at), what, ...(isOfAll ? [formatPackage(pkg)] : []), ...rest];
}

/** What happened, and then version, build, destination, actor and id. */
function wordsOf(body: HistoryEntry['body'], by: string): string[] {
  if ('operation' in body) {
    const { builds, id, kind, origin, release, set, to, version } = body.operation;
    const word = body.type === 'operation.completed' ? `${kind} done` : `${kind} started`;
    const part = release === undefined ? '' : ` (${release})`;
    const which = builds.join(', ') || shortDigest(set);
    const stripped = origin ? ` stripped (${shortDigest(origin.set)} -> ${shortDigest(set)})` : '';
    return [`${word}${part}`, version, `${which}${stripped}`, placeName(to), by, id];
  }
  if ('operationId' in body) {
    const word = body.type.replace('operation.', '');
    const why = 'reason' in body ? `: ${body.reason}` : 'message' in body ? `: ${body.message}` : '';
    return [short(`${word}${why}`), '-', '-', '-', by, body.operationId];
  }
  return [body.type.replace('.', ' '), body.version, shortDigest(body.set), placeName(body.to), by, '-'];
}

/** A row stays readable; --json has the whole text. */
function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
