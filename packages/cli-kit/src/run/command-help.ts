import type { Options } from 'yargs';
import type { Command } from '../command.ts';
import { EXIT_CODE_TABLE } from '../exit-codes.ts';
import { placeholderOf } from './placeholders.ts';
import { describedRow, helpWidth, meaningColumn, type Row, wrap } from './described-rows.ts';

/** Choices that together are longer than this are told in the description. */
const MAX_CHOICES = 16;

/** The text of a command's `--help`. */
export function commandHelp(command: Command, program: string, columns?: number): string {
  const width = helpWidth(columns);
  const sections = sectionsOf(command);
  const column = meaningColumn(sections.flatMap(([, rows]) => rows));
  return [
    `${program} ${command.usage} [options]`,
    '',
    ...wrap(command.summary, width),
    ...sections.flatMap(([title, rows]) => ['', title, ...rows.flatMap((row) => describedRow(row, column, width))]),
    '',
    'Examples:',
    // Each on a line of its own, so that it can be copied.
    ...command.examples.flatMap(([line, meaning]) => [`  ${program} ${line}`, `      ${meaning}`]),
    '',
    EXIT_CODE_TABLE,
    '',
  ].join('\n');
}

/** Arguments, the command's own flags, and the groups in the order of the flags, the last of which is the one of all. */
function sectionsOf({ flags, positionals, usage }: Command): [title: string, rows: Row[]][] {
  const [command = ''] = usage.split(' ');
  const own: Row[] = [];
  const sections = new Map<string, Row[]>([
    ['Arguments:', Object.entries(positionals).map(([name, option]) => [name, meaningOf(option)])],
    ['Options:', own],
  ]);
  for (const [name, option] of Object.entries(flags)) {
    if (option.hidden === true) continue;
    const title = option.group ?? 'Options:';
    const rows = sections.get(title) ?? [];
    sections.set(title, rows);
    rows.push([flagName(name, option, command), meaningOf(option, true)]);
  }
  [...sections.values()].at(-1)?.push(['-h, --help', 'Print this help']);
  return [...sections].filter(([, rows]) => rows.length > 0);
}

/** `-r, --repository <repository>`: one letter first, then the name, other names, and what is to follow. */
function flagName(name: string, option: Options, command: string): string {
  const names = [name, ...[option.alias ?? []].flat()].sort((a, b) => Number(b.length === 1) - Number(a.length === 1));
  const spelled = names.map((one) => (one.length === 1 ? `-${one}` : `--${one}`)).join(', ');
  return `${spelled}${valueOf(name, option, command)}`;
}

function valueOf(name: string, { array, choices, nargs, type }: Options, command: string): string {
  if (choices) return ` <${fewChoices(choices) ?? 'name'}>`;
  if (type === 'number') return ' <number>';
  if (type !== 'string') return '';
  return ` <${placeholderOf(name, command)}${array === true && nargs !== 1 ? '..' : ''}>`;
}

function fewChoices(choices: NonNullable<Options['choices']>): string | undefined {
  const text = choices.join('|');
  return text.length > MAX_CHOICES ? undefined : text;
}

/** What an option means; of an argument, which has its value not in its name, every choice. */
function meaningOf({ choices, default: standard, demandOption, describe = '' }: Options, isFlag = false): string {
  const listed = choices && !(isFlag && fewChoices(choices)) ? ` [one of ${choices.join(', ')}]` : '';
  const required = isFlag && demandOption ? ' [required]' : '';
  return `${describe}${listed}${required}${standard === undefined ? '' : ` [default: ${standard}]`}`;
}
