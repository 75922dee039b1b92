import { append, type Lines, splice, takeAway } from './lines.ts';

/** A key and the lines of its value. */
export interface YamlEntry {
  readonly from: number;
  readonly to: number;
}

/** Above a top-level map that a login has begun. */
const OURS = '# begun by codeartifact login';

/** A top-level key with the lines below it. */
export function findTop(lines: Lines, key: string): YamlEntry | undefined {
  return find(lines, { from: -1, to: lines.length }, key, '');
}

/** A key of a top-level map. */
export function findIn(lines: Lines, map: string, key: string): YamlEntry | undefined {
  const top = findTop(lines, map);
  return top && find(lines, top, key, indentIn(lines, top));
}

/** Puts a child, whose first line is its key, into a top-level map: in the place of the one there, or at its end. */
export function setIn(lines: Lines, map: string, key: string, child: readonly string[], eol: string): Lines {
  const top = findTop(lines, map);
  if (!top) return append(lines, [OURS, `${map}:`, ...child.map((line) => `  ${line}`)], eol);
  const indent = indentIn(lines, top);
  const fresh = child.map((line) => indent + line + eol);
  const old = find(lines, top, key, indent);
  return splice(lines, old?.from ?? top.to, old?.to ?? top.to, fresh);
}

/** Takes a child away, and the map with it when a login began it and nothing is left. */
export function removeIn(lines: Lines, map: string, key: string): Lines {
  const entry = findIn(lines, map, key);
  if (!entry) return lines;
  const left = splice(lines, entry.from, entry.to, []);
  const top = findTop(left, map);
  if (!top || top.to - top.from > 1 || left[top.from - 1]?.trim() !== OURS) return left;
  return takeAway(left, top.from - 1, top.to);
}

/** The keys of a top-level map, each with its entry. */
export function childrenOf(lines: Lines, map: string): readonly (YamlEntry & { readonly key: string })[] {
  const top = findTop(lines, map);
  if (!top) return [];
  const indent = indentIn(lines, top);
  return lines.slice(top.from + 1, top.to).flatMap((line) => {
    const key = line.startsWith(indent) ? keyOf(line.slice(indent.length)) : undefined;
    const entry = key === undefined ? undefined : find(lines, top, key, indent);
    return key === undefined || entry === undefined ? [] : [{ ...entry, key }];
  });
}

/** The key on a line, without its quotes. */
export function keyOf(line: string): string | undefined {
  const [, double, single, plain] = /^(?:"([^"]+)"|'([^']+)'|([^\s"'#-][^:#]*?))\s*:(?:\s|$)/.exec(line) ?? [];
  return double ?? single ?? plain;
}

function find(lines: Lines, within: YamlEntry, key: string, indent: string): YamlEntry | undefined {
  for (let at = within.from + 1; at < within.to; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith(indent) && keyOf(line.slice(indent.length)) === key) return { from: at, to: endOf(lines, at) };
  }
  return undefined;
}

/** The lines of a value are indented more than its key; empty lines and comments at its end belong to what follows. */
function endOf(lines: Lines, from: number): number {
  const depth = depthOf(lines[from] ?? '');
  let end = from + 1;
  for (let at = from + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    if (depthOf(line) <= depth) break;
    end = at + 1;
  }
  return end;
}

function indentIn(lines: Lines, top: YamlEntry): string {
  const first = lines.slice(top.from + 1, top.to).find((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  return /^\s*/.exec(first ?? '  ')?.[0] ?? '  ';
}

function depthOf(line: string): number {
  return line.length - line.trimStart().length;
}
