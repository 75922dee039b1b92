export type OptionValue = string | number | boolean | readonly (string | number)[] | undefined;

/**
 * The options of an executor as the flags of a command: `workItem: ['A-1', 'A-2']` is
 * `--work-item=A-1 --work-item=A-2`, `activate: false` is `--no-activate`; `args` are handed on as they are. Throws for
 * numbers with a fraction: Nx reads the build tag 23.10 as the number 23.1, which is another build.
 */
export function flagsOf({ args = [], ...options }: Readonly<Record<string, OptionValue>>): string[] {
  const flags = Object.entries(options).flatMap(([name, value]) => flag(name.replaceAll(/[A-Z]/g, toKebab), value));
  return [...flags, ...[args].flat().map(String)];
}

function flag(name: string, value: OptionValue): string[] {
  if (value === undefined) return [];
  if (value === true) return [`--${name}`];
  if (value === false) return [`--no-${name}`];
  return [value].flat().map((item) => `--${name}=${requireWhole(name, item)}`);
}

function requireWhole(name: string, value: string | number): string | number {
  if (typeof value === 'string' || (Number.isSafeInteger(value) && name !== 'package-version')) return value;
  throw new Error(
    `Nx took the value of ${name} for the number ${value}, which may not be what was written. Give it as --args=--${name}=<value>.`,
  );
}

function toKebab(letter: string): string {
  return `-${letter.toLowerCase()}`;
}
