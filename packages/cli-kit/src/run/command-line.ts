/** What was typed after a command's name: up to `--`, where flags are, and behind it, where everything is an argument. */
export interface CommandLine {
  readonly flags: readonly string[];
  readonly names: readonly string[];
}

/** Splits at the first `--`. */
export function commandLine(argv: readonly string[]): CommandLine {
  const end = argv.indexOf('--');
  return end === -1 ? { flags: argv, names: [] } : { flags: argv.slice(0, end), names: argv.slice(end + 1) };
}

/** Before a name behind `--`, which yargs would take for flags or a flag's value. No argument of a process can hold it. */
const NAME = '\0';

/** A switch that yargs finds in place of `--`, so that no flag before it takes a name for its value. */
export const END_OF_FLAGS = 'end-of-flags';

/** The same for yargs, which does not count what stands behind `--` among the arguments. `unmarked` undoes what it does. */
export function forYargs({ flags, names }: CommandLine): string[] {
  if (names.length === 0) return [...flags];
  return [...flags, `--${END_OF_FLAGS}`, ...names.map((name) => `${NAME}${name}`)];
}

/** Arguments as they were typed. */
export function unmarked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unmarked);
  return typeof value === 'string' && value.startsWith(NAME) ? value.slice(NAME.length) : value;
}
