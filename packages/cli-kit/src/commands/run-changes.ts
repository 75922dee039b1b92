import {
  type Change,
  changesBetween,
  formatVersion,
  type LoggedMoment,
  repositoryArn,
  shortDigest,
} from '@buildset/core';
import { isAddress } from '../config/stages.ts';
import { connectPlace, requireThere } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import type { Formats } from '../formats.ts';
import { requestsOf } from '../render/cost.ts';
import { plural } from '../render/size.ts';
import { table } from '../render/table.ts';
import { packagesOf } from './packages-flag.ts';
import { heldJson } from './run-at.ts';
import { timeOf } from './time.ts';

interface ChangesFlags extends ConnectionFlags {
  readonly from: string;
  readonly to: string;
  readonly package?: readonly (string | number)[] | undefined;
  readonly format?: string | undefined;
}

/** Compares two stages, or two times. */
export function runChanges(formats: Formats): (args: ChangesFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const [from, to] = [await momentOf(args.from, args, context), await momentOf(args.to, args, context)];
    context.progress.stage('reading the logs');
    const known = await packagesOf(args, formats, from.home);
    const others = from.home === to.home ? [] : await packagesOf(args, formats, to.home);
    const packages = [...new Map([...known, ...others].map((pkg) => [JSON.stringify(pkg), pkg])).values()];
    const changes = await changesBetween(packages, from, to);
    if (changes.length === 0) for (const { place } of [from, to]) await requireThere(place);
    context.progress.end();
    const added = changes.filter(({ change }) => change === 'added');
    const workItems = [...new Set(added.flatMap((one) => one.workItems))].sort();
    const calls = from.calls();
    const lines = table([['', 'VERSION', 'BUILD', 'SET', 'WORK ITEMS'], ...changes.map(cells)]);
    const none = [`Nothing that was promoted to ${args.from} or ${args.to} is missing in the other.`];
    const foot = `${plural(added.length, 'set')} added, ${changes.length - added.length} removed; ${requestsOf({ calls })}.`;
    context.output.result([...(changes.length === 0 ? none : lines), foot], {
      schemaVersion: 1,
      from: args.from,
      to: args.to,
      changes: changes.map((one) => ({ change: one.change, ...heldJson(one), workItems: one.workItems })),
      workItems,
      calls,
    });
    return EXIT.done;
  };
}

/** `<stage>` or `<stage>@<time>`; no name of a repository has an `@`. */
async function momentOf(text: string, flags: ConnectionFlags, context: Context) {
  const at = text.indexOf('@');
  const name = at === -1 ? text : text.slice(0, at);
  const time = at === -1 ? undefined : timeOf(`${name}@`, text.slice(at + 1));
  const place = await connectPlace(name, flags, context);
  const { connection, repository = name } = place;
  const to = repositoryArn({ ...connection.domain.ref, repository });
  const when = time ? { time } : isAddress(repository) ? {} : { repository: connection.domain.reader(repository) };
  const moment: LoggedMoment = { to, ...when, home: await connection.home() };
  return { ...moment, place, calls: () => connection.meter.read().calls };
}

function cells({ builds, change, digest, ref, workItems }: Change): string[] {
  const sign = change === 'added' ? '+' : '-';
  return [sign, formatVersion(ref), builds.join(', ') || '-', shortDigest(digest), workItems.join(', ') || '-'];
}
