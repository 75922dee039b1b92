/** A text as lines, each with its line end. */
export type Lines = readonly string[];

/** The lines of a text that ends with a line end, or is empty. */
function splitLines(text: string): string[] {
  return text.match(/[^\n]*\n/g) ?? [];
}

/**
 * Edits a text line by line. The editor always sees whole lines; a text whose last line has no end keeps it so, so that
 * what was added can be taken away again to the byte. `eol` is the text's own.
 */
export function editLines(text: string, edit: (lines: Lines, eol: string) => Lines): string {
  const eol = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  const isWhole = text === '' || text.endsWith('\n');
  const edited = edit(splitLines(isWhole ? text : text + eol), eol).join('');
  return isWhole ? edited : edited.replace(/\r?\n$/, '');
}

/** `lines` with those from `from` up to, not including, `to` replaced. */
export function splice(lines: Lines, from: number, to: number, fresh: Lines): Lines {
  return [...lines.slice(0, from), ...fresh, ...lines.slice(to)];
}

/** A block at the end, apart from what is before it by one empty line. */
export function append(lines: Lines, block: readonly string[], eol: string): Lines {
  return [...lines, ...(lines.length === 0 ? [] : [eol]), ...block.map((line) => line + eol)];
}

/** Takes lines away, with the one empty line that `append` has put before them. */
export function takeAway(lines: Lines, from: number, to: number): Lines {
  const isApart = from > 0 && lines[from - 1]?.trim() === '';
  return splice(lines, isApart ? from - 1 : from, to, []);
}
