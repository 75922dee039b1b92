import type { CommandEntry } from '../command.ts';
import { EXIT_CODE_TABLE } from '../exit-codes.ts';
import { table } from '../render/table.ts';

/** The text of `--help` without a command. */
export function rootHelp(program: string, summary: string, commands: readonly CommandEntry[]): string {
  const rows = commands.map(({ name, summary: text }) => [name, text]);
  return [
    `${program} <command> [options]`,
    '',
    summary,
    '',
    'Commands:',
    ...table(rows, '  '),
    '',
    `${program} <command> --help shows a command's options and examples.`,
    `${program} --version prints the version.`,
    '',
    EXIT_CODE_TABLE,
    '',
  ].join('\n');
}
