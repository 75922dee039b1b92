import type { ArgumentsCamelCase, InferredOptionTypes, Options } from 'yargs';
import type { Context } from './context.ts';
import type { ExitCode } from './exit-codes.ts';
import { OUTPUT_FLAGS } from './flags.ts';

type OptionTable = Readonly<Record<string, Options>>;

/** A command: its text, its flags, and what it does. */
export interface CommandDefinition<Positionals extends OptionTable, Flags extends OptionTable> {
  /** As yargs has it: the name, then the positional arguments, for example `sets <package>`. */
  readonly usage: string;
  readonly summary: string;
  readonly positionals: Positionals;
  readonly flags: Flags;
  /** Arguments after the program's name, and what they do. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** What it does, loaded only when it is to be done: showing its help costs no more than its flags. */
  load(): Promise<(args: Arguments<Positionals & Flags>, context: Context) => Promise<ExitCode>>;
}

/** What yargs makes of a table of options, in camelCase too. */
export type Arguments<Table extends OptionTable> = ArgumentsCamelCase<InferredOptionTypes<Table>>;

/** A command whose flags' types are settled. */
export interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly positionals: OptionTable;
  /** The output flags too, which come last. */
  readonly flags: OptionTable;
  readonly examples: CommandDefinition<OptionTable, OptionTable>['examples'];
  /** Does it, with arguments that were parsed by these tables. */
  run(given: GivenArguments, context: Context): Promise<ExitCode>;
}

/** What a front-end knows of arguments that were left out: the arguments with it filled in. */
export type ArgumentDefaults = (given: GivenArguments, context: Context) => Promise<GivenArguments>;

/** Arguments as they were parsed, in camelCase. */
export type GivenArguments = Readonly<Record<string, unknown>>;

/** How a front-end lists a command without loading it. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

/** Settles the types of a command's arguments. Every command gets the output flags. */
export function defineCommand<const Positionals extends OptionTable, const Flags extends OptionTable>(
  definition: CommandDefinition<Positionals, Flags>,
): Command {
  const { examples, flags, positionals, summary, usage } = definition;
  return {
    usage,
    summary,
    positionals,
    flags: { ...flags, ...OUTPUT_FLAGS },
    examples,
    run: async (given, context) => {
      const run = await definition.load();
      // yargs has checked the arguments against the very tables that their type is made from.
      return await run(given as Arguments<Positionals & Flags>, context);
    },
  };
}

/** The command with its `<spec>`, and what comes after it, optional; what was left out, `defaults` fills in. */
export function withDefaults(command: Command, defaults: ArgumentDefaults): Command {
  return {
    ...command,
    usage: optional(command.usage),
    run: async (given, context) => await command.run(await defaults(given, context), context),
  };
}

/** `hold <action> <spec>` becomes `hold <action> [spec]`: nothing that is needed can stand behind what is optional. */
function optional(usage: string): string {
  const at = usage.indexOf('<spec>');
  if (at === -1) return usage;
  return usage.slice(0, at) + usage.slice(at).replaceAll('<', '[').replaceAll('>', ']');
}
