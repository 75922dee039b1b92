import type { CommandEntry } from '../command.ts';
import { EXIT_CODE_TABLE } from '../exit-codes.ts';
import { describedRow, helpWidth, meaningColumn, type Row, wrap } from './described-rows.ts';

/** The text of `--help` without a command, as wide as the terminal. */
export function rootHelp(
  program: string,
  summary: string,
  commands: readonly CommandEntry[],
  columns?: number,
): string {
  const width = helpWidth(columns);
  const rows = commands.map(({ name, summary: text }): Row => [name, text]);
  const column = meaningColumn(rows);
  return [
    `${program} <command> [options]`,
    '',
    ...wrap(summary, width),
    '',
    'Commands:',
    ...rows.flatMap((row) => describedRow(row, column, width)),
    '',
    `${program} <command> --help shows a command's options and examples.`,
    `${program} --version prints the version.`,
    '',
    EXIT_CODE_TABLE,
    '',
  ].join('\n');
}
