import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { usageError } from '../cli-error.ts';
import { EXIT_CODE_TABLE, type ExitCode } from '../exit-codes.ts';
import { OUTPUT_FLAGS } from '../flags.ts';

/** Help is as wide as the terminal, but not wider than this. */
const MAX_WIDTH = 100;

export type Parsed =
  | { readonly kind: 'run'; readonly run: (context: Context) => Promise<ExitCode> }
  | { readonly kind: 'help'; readonly text: string };

/** Parses the arguments of one command. Throws `usage`. yargs is loaded only here. */
export async function parseCommand(
  command: Command,
  program: string,
  argv: readonly string[],
  columns: number | undefined,
): Promise<Parsed> {
  const { default: yargs } = await import('yargs');
  const parser = yargs()
    .scriptName(program)
    .exitProcess(false)
    .detectLocale(false)
    .strict()
    .help('help')
    .alias('help', 'h')
    .version(false)
    .showHelpOnFail(false)
    .wrap(Math.min(columns ?? MAX_WIDTH, MAX_WIDTH))
    .parserConfiguration({ 'parse-positional-numbers': false, 'boolean-negation': false })
    .fail((message: string, error: Error | undefined) => {
      if (error !== undefined && error.name !== 'YError') throw error; // YError: yargs' own, such as a missing value
      throw usageError(plain(message, command, argv), `See ${program} ${argv[0] ?? ''} --help.`);
    });
  let run: ((context: Context) => Promise<ExitCode>) | undefined;
  let text = '';
  command.register(parser, (parsed) => {
    run = parsed;
  });
  const args: Readonly<Record<string, unknown>> = await parser.parseAsync(
    argumentsFirst(argv),
    {},
    (_error, _args, output) => {
      text = output;
    },
  );
  if (run === undefined)
    return { kind: 'help', text: `${[text.trimEnd(), '', ...foot(command, program)].join('\n')}\n` };
  checkValues(command, args);
  return { kind: 'run', run };
}

/** yargs does not count what stands behind `--` among a command's arguments: the same line without it. */
function argumentsFirst(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  if (end === -1) return [...argv];
  const [command = '', ...before] = argv.slice(0, end);
  return [command, ...argv.slice(end + 1), ...before];
}

/**
 * yargs makes an array of a flag given twice, NaN of a number that is none, and '' of a flag whose value is missing; with
 * `nargs: 1` it refuses the last itself, so that '' was typed and may mean something.
 */
function checkValues({ options }: Command, args: Readonly<Record<string, unknown>>): void {
  for (const [name, { array, nargs, type }] of Object.entries(options)) {
    const value = args[name];
    if (array !== true && Array.isArray(value)) throw usageError(`--${name} was given more than once.`);
    if (type === 'number' && Number.isNaN(value)) throw usageError(`--${name} needs a number.`);
    if (type === 'string' && nargs === undefined && value === '') throw usageError(`--${name} needs a value.`);
  }
}

/** Under the flags: examples, each on a line of its own so that it can be copied, and the exit codes. */
function foot({ examples }: Command, program: string): string[] {
  const lines = examples.flatMap(([line, meaning]) => [`  ${program} ${line}`, `      ${meaning}`]);
  return ['Examples:', ...lines, '', EXIT_CODE_TABLE];
}

/** yargs' messages as sentences, and in the words of the help. */
function plain(message: string, command: Command, argv: readonly string[]): string {
  if (message.startsWith('Not enough non-option arguments')) {
    const unknown = unknownFlag(command, argv);
    return unknown === undefined ? `An argument is missing: ${command.usage}.` : `Unknown argument: ${unknown}.`;
  }
  const line = withoutTwins(message.trim().replace(/\s*\n\s*/g, ' '));
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

/** The first flag that the command has not. yargs takes the word behind it for its value, and misses that first. */
function unknownFlag({ options }: Command, argv: readonly string[]): string | undefined {
  const known = new Set(['help', 'h', ...Object.keys(OUTPUT_FLAGS)]);
  for (const [name, { alias = [] }] of Object.entries(options)) for (const one of [name, alias].flat()) known.add(one);
  const names = argv.flatMap((word) => /^--?([a-z][a-z-]*)(?:=.*)?$/s.exec(word)?.[1] ?? []);
  return names.find((name) => !known.has(name));
}

/** yargs names an unknown flag in both its spellings: `dry-run, dryRun`. */
function withoutTwins(message: string): string {
  const [, head, names] = /^(Unknown arguments?: )(.*)$/.exec(message) ?? [];
  if (head === undefined || names === undefined) return message;
  const all = names.split(', ');
  const twins = new Set(all.map((name) => name.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase())));
  const kept = all.filter((name) => name.includes('-') || !all.some((one) => one.includes('-')) || !twins.has(name));
  return `Unknown argument${kept.length === 1 ? '' : 's'}: ${kept.join(', ')}`;
}
