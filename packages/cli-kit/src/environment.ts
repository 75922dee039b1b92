/** The environment variables of this process, read once, and handed to whoever needs one. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The only reader of this process's environment. */
export function readEnvironment(): Environment {
  return { ...process.env };
}

/** The first of these variables that is set and not empty. */
export function firstSet(environment: Environment, ...names: readonly string[]): string | undefined {
  return names.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
}

/** Whether a variable says yes: set, and not empty, `0`, `false` or `no`. */
export function isOn(environment: Environment, name: string): boolean {
  const value = environment[name]?.trim().toLowerCase() ?? '';
  return !['', '0', 'false', 'no', 'off'].includes(value);
}
