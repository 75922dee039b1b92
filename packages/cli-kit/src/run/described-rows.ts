/** Help is as wide as the terminal, but not wider than this. */
const MAX_WIDTH = 100;

/** What has a longer name than this is described on the lines below it. */
const MAX_NAME = 26;

/** A name, and what it means. */
export type Row = readonly [name: string, meaning: string];

/** How wide the text of a help is. */
export function helpWidth(columns: number = MAX_WIDTH): number {
  return Math.min(columns, MAX_WIDTH);
}

/** Where meanings begin beside names. */
export function meaningColumn(rows: readonly Row[]): number {
  return Math.max(0, ...rows.map(([name]) => name.length).filter(isShort)) + 4;
}

/** A row as lines: the meaning beside the name, or below it, with all of its lines at the column. */
export function describedRow([name, meaning]: Row, column: number, width: number): string[] {
  const indent = ' '.repeat(column);
  const described = wrap(meaning, width - column).map((line) => `${indent}${line}`);
  const [first = '', ...others] = described;
  if (!isShort(name.length)) return [`  ${name}`, ...described];
  return [`${`  ${name}`.padEnd(column)}${first.slice(column)}`.trimEnd(), ...others];
}

function isShort(length: number): boolean {
  return length <= MAX_NAME;
}

/** Lines of at most so many columns, broken at spaces; a longer word has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const rows: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${rows.at(-1) ?? ''} ${word}`.trimStart();
    if (rows.length > 0 && longer.length > width) rows.push(word);
    else rows[Math.max(rows.length - 1, 0)] = longer;
  }
  return rows;
}
