import type { Options } from 'yargs';
import type { Command } from '../command.ts';
import { EXIT_CODE_TABLE } from '../exit-codes.ts';

/** Help is as wide as the terminal, but not wider than this. */
const MAX_WIDTH = 100;

/** What has a longer name than this is described on the lines below it. */
const MAX_NAME = 26;

/** Choices that together are longer than this are told in the description. */
const MAX_CHOICES = 16;

type Row = readonly [name: string, meaning: string];

/** The text of a command's `--help`. */
export function commandHelp(command: Command, program: string, columns: number = MAX_WIDTH): string {
  const width = Math.min(columns, MAX_WIDTH);
  const sections = sectionsOf(command);
  const longest = Math.max(...sections.flatMap(([, rows]) => rows.map(([name]) => name.length)).filter(isShort));
  return [
    `${program} ${command.usage} [options]`,
    '',
    ...wrap(command.summary, width),
    ...sections.flatMap(([title, rows]) => ['', title, ...rows.flatMap((row) => lines(row, longest, width))]),
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
function sectionsOf({ flags, positionals }: Command): [title: string, rows: Row[]][] {
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
    rows.push([flagName(name, option), meaningOf(option, true)]);
  }
  [...sections.values()].at(-1)?.push(['-h, --help', 'Print this help']);
  return [...sections].filter(([, rows]) => rows.length > 0);
}

/** `-r, --repository <value>`: one letter first, then the name, other names, and what is to follow. */
function flagName(name: string, option: Options): string {
  const names = [name, ...[option.alias ?? []].flat()].sort((a, b) => Number(b.length === 1) - Number(a.length === 1));
  const spelled = names.map((one) => (one.length === 1 ? `-${one}` : `--${one}`)).join(', ');
  return `${spelled}${valueOf(option)}`;
}

function valueOf({ array, choices, nargs, type }: Options): string {
  if (choices) return ` <${fewChoices(choices) ?? 'name'}>`;
  if (type === 'number') return ' <number>';
  if (type !== 'string') return '';
  return array === true && nargs !== 1 ? ' <value..>' : ' <value>';
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

function lines([name, meaning]: Row, longest: number, width: number): string[] {
  const indent = ' '.repeat(longest + 4);
  const described = wrap(meaning, width - indent.length).map((line) => `${indent}${line}`);
  const [first, ...others] = described;
  if (first === undefined) return [`  ${name}`];
  if (!isShort(name.length)) return [`  ${name}`, ...described];
  return [`  ${name}`.padEnd(indent.length) + first.slice(indent.length), ...others];
}

function isShort(length: number): boolean {
  return length <= MAX_NAME;
}

/** Lines of at most so many columns, broken at spaces; a longer word has a line of its own. */
function wrap(text: string, width: number): string[] {
  const rows: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${rows.at(-1) ?? ''} ${word}`.trimStart();
    if (rows.length > 0 && longer.length > width) rows.push(word);
    else rows[Math.max(rows.length - 1, 0)] = longer;
  }
  return rows;
}
