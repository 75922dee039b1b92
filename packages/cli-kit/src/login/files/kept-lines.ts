import { type Lines, splice } from './lines.ts';

/** Starts a comment that holds a setting which a login has taken the place of. */
const KEPT = '# kept by codeartifact login: ';
/** The same setting's further lines. */
const KEPT_TOO = '# kept by codeartifact login, too: ';

/** Puts `fresh` in the place of a setting, which stays above it as a comment. */
export function keepAbove(lines: Lines, from: number, to: number, fresh: Lines): Lines {
  const kept = lines.slice(from, to).map((line, index) => (index === 0 ? KEPT : KEPT_TOO) + line);
  return splice(lines, from, to, [...kept, ...fresh]);
}

/** Takes a setting away; what it had taken the place of last is in force again. */
export function restoreAbove(lines: Lines, from: number, to: number): Lines {
  const start = groupBefore(lines, from);
  if (start === undefined) return splice(lines, from, to, []);
  return splice(lines, start, to, lines.slice(start, from).map(uncover));
}

/** Takes away the comments of kept settings whose first line is one that `isMeant`. */
export function forgetKept(lines: Lines, isMeant: (line: string) => boolean): Lines {
  let isGoing = false;
  return lines.filter((line) => {
    if (line.startsWith(KEPT)) isGoing = isMeant(uncover(line));
    else if (!line.startsWith(KEPT_TOO)) isGoing = false;
    return !isGoing;
  });
}

function groupBefore(lines: Lines, end: number): number | undefined {
  let at = end - 1;
  while (lines[at]?.startsWith(KEPT_TOO) === true) at -= 1;
  return lines[at]?.startsWith(KEPT) === true ? at : undefined;
}

function uncover(line: string): string {
  return line.startsWith(KEPT_TOO) ? line.slice(KEPT_TOO.length) : line.slice(KEPT.length);
}
