import { listBuilds } from '@buildset/core';
import { connectPlace } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import type { Formats } from '../formats.ts';
import { meantPackage, noBuild } from './meant-package.ts';
import { repositoriesOf } from './repository-flag.ts';
import { unseen } from './unseen.ts';
import { renderSets, setsJson } from '../render/sets.ts';

interface SetsFlags extends ConnectionFlags {
  readonly spec: string;
  readonly format?: string | undefined;
  readonly repository?: readonly (string | number)[] | undefined;
}

/** Lists the builds of a package, or of one version. Throws `no-such-build` where there are none. */
export function runSets(formats: Formats): (args: SetsFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const openHome = async () => (await connectPlace(undefined, args, context)).connection.home();
    const { named: pkg, version } = await meantPackage(args, formats, openHome);
    const { connection, found } = await connectPlace(undefined, args, context);
    const home = await connection.home();
    const ports = { domain: connection.domain, home, format: await formats.load(pkg.format) };
    context.progress.stage(`looking for builds of ${args.spec}`);
    const look = repositoriesOf(args, found);
    const query = { ...look, pkg, onUnseen: unseen(context), ...defined({ version }) };
    const rows = await listBuilds(query, ports);
    if (rows.length === 0) throw await noBuild({ pkg, version }, { flag: '--repository', formats, home });
    context.progress.end();
    context.output.result(renderSets(rows, look, context.output.colors), setsJson(pkg, rows));
    return EXIT.done;
  };
}
