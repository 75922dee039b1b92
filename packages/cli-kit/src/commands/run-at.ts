import { formatVersion, heldAt, type HeldSet, repositoryArn, shortDigest } from '@buildset/core';
import { connectPlace, requireThere } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import type { Formats } from '../formats.ts';
import { requestsOf } from '../render/cost.ts';
import { plural } from '../render/size.ts';
import { table } from '../render/table.ts';
import { packagesOf } from './packages-flag.ts';
import { shortTime } from '../render/short-time.ts';
import { timeOf } from './time.ts';

interface AtFlags extends ConnectionFlags {
  readonly stage: string;
  readonly time?: string | undefined;
  readonly package?: readonly (string | number)[] | undefined;
  readonly format?: string | undefined;
}

/** Tells what a stage held. */
export function runAt(formats: Formats): (args: AtFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const time = timeOf('--time', args.time);
    const place = await connectPlace(args.stage, args, context);
    const { connection, repository = args.stage } = place;
    const home = await connection.home();
    context.progress.stage('reading the logs');
    const packages = await packagesOf(args, formats, home);
    const to = repositoryArn({ ...connection.domain.ref, repository });
    const held = await heldAt(packages, { to, ...defined({ time }) }, home);
    if (held.length === 0) await requireThere(place);
    context.progress.end();
    const { calls } = connection.meter.read();
    const when = time ? `at ${shortTime(time)}` : 'now';
    const none = [`By the log, ${repository} holds nothing ${when}.`];
    const lines = table([['VERSION', 'BUILD', 'SET', 'PROMOTED BY'], ...held.map(cells)]);
    const foot = `${plural(held.length, 'set')} in ${repository} ${when}; ${requestsOf({ calls })}.`;
    context.output.result([...(held.length === 0 ? none : lines), foot], {
      schemaVersion: 1,
      repository,
      time: time ?? null,
      sets: held.map(heldJson),
      calls,
    });
    return EXIT.done;
  };
}

function cells({ builds, digest, operationId, ref }: HeldSet): string[] {
  return [formatVersion(ref), builds.join(', ') || '-', shortDigest(digest), operationId];
}

/** A held set as `--json` answers have it. */
export function heldJson({ builds, digest, operationId, ref }: HeldSet) {
  const { format, name, namespace = null, version } = ref;
  return { digest, format, namespace, package: name, version, builds, promotion: operationId };
}
