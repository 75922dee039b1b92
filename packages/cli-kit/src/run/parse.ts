import { hasCode } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import type { Command, GivenArguments } from '../command.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { checkFlags } from './check-flags.ts';
import { commandHelp } from './command-help.ts';
import { type CommandLine, END_OF_FLAGS, forYargs, unmarked } from './command-line.ts';

export type Parsed =
  | { readonly kind: 'run'; readonly run: (context: Context) => Promise<ExitCode> }
  | { readonly kind: 'help'; readonly text: string };

/** Parses what was typed after a command's name. Throws `usage`. yargs is loaded only here, and for no help. */
export async function parseCommand(
  command: Command,
  program: string,
  line: CommandLine,
  columns: number | undefined,
): Promise<Parsed> {
  if (line.flags.some((word) => word === '--help' || word === '-h')) {
    return { kind: 'help', text: commandHelp(command, program, columns) };
  }
  const see = `See ${program} ${command.usage.split(' ', 1)[0]} --help.`;
  checkFlags(command, line.flags, see);
  const { default: yargs } = await import('yargs');
  const parser = yargs()
    .exitProcess(false)
    .detectLocale(false)
    .strict()
    .help(false)
    .version(false)
    .showHelpOnFail(false)
    .parserConfiguration({ 'parse-positional-numbers': false, 'boolean-negation': false })
    .fail((message: string, error: Error | undefined) => {
      if (error !== undefined && error.name !== 'YError') throw error; // YError: yargs' own, such as a missing value
      throw usageError(plain(message, command), see);
    });
  let given: GivenArguments = {};
  // As the command that yargs runs where none is named: it lays out the help of any other on each run.
  parser.command(
    command.usage.replace(/^\S+/, '$0'),
    false,
    (builder) => {
      for (const name of Object.keys(command.positionals)) builder.positional(name, { type: 'string' });
      return builder.options({ ...command.flags, [END_OF_FLAGS]: { type: 'boolean' } });
    },
    (args) => {
      given = Object.fromEntries(Object.entries(args).map(([name, value]) => [name, unmarked(value)]));
    },
  );
  await parser.parseAsync(forYargs(line));
  checkValues(command, given, see);
  return { kind: 'run', run: (context) => command.run(given, context).catch(pointAt(see)) };
}

/** Whoever is told no more than what was wrong about the flags is told where they are explained. */
function pointAt(see: string): (error: unknown) => never {
  return (error) => {
    throw hasCode(error, 'usage') && error.next === undefined ? usageError(error.message, see) : error;
  };
}

/**
 * yargs makes an array of a flag given twice, NaN of a number that is none, and '' of a flag whose value is missing; with
 * `nargs: 1` it refuses the last itself, so that '' was typed and may mean something.
 */
function checkValues({ flags }: Command, given: GivenArguments, see: string): void {
  for (const [name, { array, nargs, type }] of Object.entries(flags)) {
    const value = given[name];
    if (array !== true && Array.isArray(value)) throw usageError(`--${name} was given more than once.`, see);
    if (type === 'number' && Number.isNaN(value)) throw usageError(`--${name} needs a number.`, see);
    if (type === 'string' && nargs === undefined && value === '') throw usageError(`--${name} needs a value.`, see);
  }
}

/** yargs' messages as sentences, and in the words of the help. */
function plain(message: string, { usage }: Command): string {
  if (message.startsWith('Not enough non-option arguments')) return `An argument is missing: ${usage}.`;
  const line = message
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replaceAll('\0', '')
    .replace(/^Not enough arguments following: (\S+)$/, (_all, name: string) => `--${name} needs a value`)
    .replace(/^(Missing required arguments?: )(.*)/, (_all, what: string, names: string) => {
      return (
        what +
        names
          .split(', ')
          .map((name) => `--${name}`)
          .join(', ')
      );
    });
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
