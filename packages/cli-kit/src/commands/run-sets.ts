import { formatPackage, formatVersion, listBuilds } from '@buildset/core';
import { repositoryOf } from '../config/stages.ts';
import { connectPlace } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import { type Formats, formatOf, parsePackage, splitSpec } from '../formats.ts';
import { repositoriesOf } from './repository-flag.ts';
import { unseen } from './unseen.ts';
import { renderSets, setsJson } from '../render/sets.ts';

interface SetsFlags extends ConnectionFlags {
  readonly spec: string;
  readonly format?: string | undefined;
  readonly repository?: readonly (string | number)[] | undefined;
}

/** Lists the builds of a package, or of one version. */
export function runSets(formats: Formats): (args: SetsFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const format = await formatOf(formats, args.format);
    const { name, version } = splitSpec(args.spec, format);
    const pkg = parsePackage(name, format);
    const { connection, found } = await connectPlace(undefined, args, context);
    const ports = { domain: connection.domain, home: await connection.home(), format };
    context.progress.stage(`looking for builds of ${name}`);
    const repositories = (args.repository ?? []).map((one) => repositoryOf(String(one), found.configuration));
    const order = repositoriesOf(args, found);
    const query = { pkg, repositories, order, onUnseen: unseen(context), ...defined({ version }) };
    const rows = await listBuilds(query, ports);
    context.progress.end();
    const named = version === undefined ? formatPackage(pkg) : formatVersion({ ...pkg, version });
    context.output.result(renderSets(named, rows, repositories, context.output.colors), setsJson(pkg, rows));
    return EXIT.done;
  };
}
