import { type CatalogRow, formatPackage, listCatalog } from '@buildset/core';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type ConnectionFlags, settingsOf } from '../flags.ts';
import { chosenFormats, type Formats } from '../formats.ts';
import { requestsOf } from '../render/cost.ts';
import { plural } from '../render/size.ts';
import { table } from '../render/table.ts';

interface ListFlags extends ConnectionFlags {
  readonly format?: string | undefined;
}

/** Lists what the home knows. */
export function runList(formats: Formats): (args: ListFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const connection = await context.connect(settingsOf(args, await context.configuration()));
    const { records } = await connection.home();
    context.progress.stage('listing the packages on record');
    const rows = await listCatalog(records, chosenFormats(formats, args.format));
    context.progress.end();
    const reading = connection.meter.read();
    const lines = table([['PACKAGE', 'FORMAT', 'VERSIONS', 'SETS', 'OPEN', 'HIGHEST BUILD'], ...rows.map(cells)]);
    const foot = `${plural(rows.length, 'package')}; ${requestsOf(reading)}.`;
    context.output.result(rows.length === 0 ? ['No package is on record yet.'] : [...lines, foot], {
      schemaVersion: 1,
      packages: rows.map(json),
      calls: reading.calls,
    });
    return EXIT.done;
  };
}

function cells({ highest, open, pkg, sealed, versions }: CatalogRow): string[] {
  return [formatPackage(pkg), pkg.format, String(versions.length), String(sealed), String(open), highest ?? '-'];
}

function json({ highest, open, pkg, sealed, versions }: CatalogRow): object {
  const { format, name, namespace = null } = pkg;
  return { format, namespace, package: name, versions, sets: sealed, open, highestBuild: highest ?? null };
}
