import { readFile } from 'node:fs/promises';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { table } from '../render/table.ts';

/** Shows the configuration in force, or the schema that it must fit. */
export async function runConfig({ what }: { readonly what: string }, context: Context): Promise<ExitCode> {
  if (what === 'schema') return await showSchema(context);
  if (what === 'show') return await show(context);
  throw usageError(`There is no "config ${what}".`, 'Give config show or config schema.');
}

async function show({ configuration: find, output }: Context): Promise<ExitCode> {
  const { configuration, file, settings } = await find();
  const rows = Object.entries(settings).map(([name, { from, value }]) => [name, value, from]);
  const stages = Object.entries(configuration.stages ?? {}).map(([name, stage]) => {
    const { repository, ...asks } = stage;
    const asked = Object.entries(asks).map(([key, value]) => `${key} ${String(value)}`);
    return [`stage ${name}`, [repository, ...asked].join('; '), file ?? ''];
  });
  const none = ['No configuration was found; flags and BUILDSET_* variables say everything.'];
  const lines = [...rows, ...stages];
  output.result(lines.length === 0 ? none : table([['NAME', 'VALUE', 'FROM'], ...lines]), {
    schemaVersion: 1,
    file: file ?? null,
    settings,
    stages: configuration.stages ?? {},
  });
  return EXIT.done;
}

async function showSchema({ output }: Context): Promise<ExitCode> {
  const text = await readFile(
    new URL(import.meta.resolve('@buildset/cli-kit/schemas/configuration.schema.json')),
    'utf8',
  );
  output.result(text.trimEnd().split('\n'), JSON.parse(text));
  return EXIT.done;
}
