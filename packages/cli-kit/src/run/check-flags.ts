import { usageError } from '../cli-error.ts';
import type { Command } from '../command.ts';
import { didYouMean } from '../nearest.ts';

/**
 * Throws `usage` for the first flag that the command has not, with the one that was probably meant. yargs would take the
 * word behind it for its value, and tell of an argument that is missing first. `see` names the help.
 */
export function checkFlags({ flags, positionals }: Command, words: readonly string[], see: string): void {
  const known = new Set<string>();
  for (const [name, { alias = [] }] of Object.entries({ ...positionals, ...flags })) {
    for (const one of [name, alias].flat()) known.add(one).add(camelCase(one));
  }
  for (const word of words) {
    const [, dashes, name = ''] = /^(--?)([^\d=][^=]*)/s.exec(word) ?? [];
    const isKnown = dashes === '-' ? known.has(name.charAt(0)) : known.has(name);
    if (dashes === undefined || isKnown) continue;
    const names = Object.entries(flags).flatMap(([one, { hidden }]) => (hidden === true ? [] : one));
    const hint = didYouMean(name, names, '--') ?? 'What begins with - and is no flag goes behind --.';
    throw usageError(`Unknown flag: ${dashes}${name}.`, `${hint} ${see}`);
  }
}

/** As yargs knows `--dry-run` too: `--dryRun`. */
function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
}
