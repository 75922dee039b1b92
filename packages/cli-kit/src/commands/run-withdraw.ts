import {
  type Asset,
  formatVersion,
  type FoundSet,
  type Home,
  Log,
  placeKey,
  repositoryArn,
  type VersionRef,
  withdraw,
  type WithdrawResult,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { repositoryOf } from '../config/stages.ts';
import { insideOf, promotionPorts } from '../connection/promotion-ports.ts';
import type { Connection } from '../connection/connection.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Formats } from '../formats.ts';
import { type SubjectFlags, subjectOf } from './subject.ts';
import { operationOptions } from './operation-options.ts';

interface WithdrawFlags extends SubjectFlags {
  readonly status?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly wait?: number | undefined;
}

/** Withdraws a build, and tells what went and what stayed. */
export function runWithdraw(formats: Formats): (args: WithdrawFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const { connection, format, found, ref, selector } = await subjectOf(formats, args, context);
    const { configuration } = await context.configuration();
    const ends = await insideOf(connection);
    const repository =
      args.from === undefined
        ? await onlyPlace(ref, found, connection, ends.home)
        : repositoryOf(args.from, configuration);
    const ports = promotionPorts(ends, format, args.assume);
    const status = args.status === 'Unlisted' ? 'Unlisted' : 'Archived';
    const builds = selector.by === 'build' ? [selector.tag] : [];
    const request = { set: found.set, builds, repository, status, dryRun: args.dryRun ?? false } as const;
    const result = await withdraw(request, ports, operationOptions(args, context));
    for (const warning of result.warnings) context.output.warn(warning);
    const json = {
      ...result,
      id: result.id ?? null,
      withdrawn: result.withdrawn.map(plain),
      kept: result.kept.map(plain),
    };
    context.output.result(linesOf(ref, result), { schemaVersion: 1, withdrawal: json });
    return EXIT.done;
  };
}

/** The only repository that the set was promoted to by the log. Throws `usage`. */
async function onlyPlace(ref: VersionRef, { digest }: FoundSet, { domain }: Connection, home: Home): Promise<string> {
  const { places } = await new Log(home, ref).read();
  const prefix = repositoryArn({ ...domain.ref, repository: '' });
  const names = Object.entries(places).flatMap(([key, { sets }]) => {
    const arn = key.slice(0, key.indexOf(' '));
    return sets[digest] && key === placeKey(arn, ref.version) && arn.startsWith(prefix)
      ? [arn.slice(prefix.length)]
      : [];
  });
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  const where = only === undefined ? 'no repository' : names.join(', ');
  throw usageError(`By the log the build was promoted to ${where}.`, 'Say which one loses it: --from STAGE.');
}

function plain({ name, sha256, size }: Asset): Pick<Asset, 'name' | 'size' | 'sha256'> {
  return { name, size, sha256 };
}

function linesOf(ref: VersionRef, { id, kept, method, outcome, repository, withdrawn }: WithdrawResult): string[] {
  const words = {
    withdrawn: 'is withdrawn',
    'already-withdrawn': 'was withdrawn before',
    planned: 'would be withdrawn',
  };
  const how = method === 'rebuilt' ? 'the version is made again without it' : `the version is ${method}`;
  return [
    `${formatVersion(ref)} ${words[outcome]} from ${repository}: ${how}${id === undefined ? '' : ` (${id})`}`,
    ...withdrawn.map(({ name }) => `  goes   ${name}`),
    ...kept.map(({ name }) => `  stays  ${name}`),
    ...(outcome === 'planned' ? ['  Nothing was written: this was a dry run.'] : []),
    ...(outcome === 'withdrawn' ? [`  undo ${ref.name} ${id ?? ''} brings it back`] : []),
  ];
}
