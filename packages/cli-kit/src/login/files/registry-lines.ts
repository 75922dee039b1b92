import type { LoginEntry, LogoutEntry } from '../login-file.ts';
import { forgetKept, keepAbove, restoreAbove } from './kept-lines.ts';
import { type Lines, splice } from './lines.ts';

/** How a file writes one setting on one line. */
export interface LineSyntax {
  /** The setting of a line; undefined for comments and all else. */
  read(line: string): { readonly key: string; readonly value: string } | undefined;
  write(key: string, value: string): string;
}

/** The setting that names the registry: of one scope, or of all packages that have none of their own. */
export function registryKey(scope: string | undefined): string {
  return scope === undefined ? 'registry' : `@${scope}:registry`;
}

/** Sets a setting, in its place or at the end of the settings. */
export function setLine(lines: Lines, syntax: LineSyntax, key: string, value: string, eol: string): Lines {
  const at = lastOf(lines, syntax, key);
  if (at === undefined) return atEnd(lines, syntax.write(key, value) + eol);
  return valueAt(lines, syntax, at) === value ? lines : splice(lines, at, at + 1, [syntax.write(key, value) + eol]);
}

/** Takes every line of a setting away. */
export function dropLine(lines: Lines, syntax: LineSyntax, key: string): Lines {
  return lines.filter((line) => syntax.read(line)?.key !== key);
}

/** Sets the registry; another one that was set stays above it as a comment. */
export function setRegistry(lines: Lines, syntax: LineSyntax, { endpoint, scope }: LoginEntry, eol: string): Lines {
  const key = registryKey(scope);
  const line = syntax.write(key, endpoint) + eol;
  const active = lastOf(lines, syntax, key);
  if (active !== undefined && isSame(valueAt(lines, syntax, active), endpoint)) {
    return splice(lines, active, active + 1, [line]);
  }
  const clean = forgetKept(lines, (kept) => {
    const setting = syntax.read(kept);
    return setting?.key === key && isSame(setting.value, endpoint);
  });
  const at = lastOf(clean, syntax, key);
  return at === undefined ? atEnd(clean, line) : keepAbove(clean, at, at + 1, [line]);
}

/** Takes away the registries that are the endpoint: of one scope where it is named, else of all. */
export function removeRegistries(lines: Lines, syntax: LineSyntax, { isEndpoint, scope }: LogoutEntry): Lines {
  const isMeant = (line: string): boolean => {
    const setting = syntax.read(line);
    if (setting === undefined || !isEndpoint(setting.value)) return false;
    return scope === undefined ? isRegistry(setting.key) : setting.key === registryKey(scope);
  };
  let left = forgetKept(lines, isMeant);
  for (let at = left.findLastIndex(isMeant); at !== -1; at = left.findLastIndex(isMeant)) {
    left = restoreAbove(left, at, at + 1);
  }
  return left;
}

/** Whether a setting still names that registry. */
export function namesRegistry(lines: Lines, syntax: LineSyntax, isEndpoint: (address: string) => boolean): boolean {
  return lines.some((line) => {
    const setting = syntax.read(line);
    return setting !== undefined && isRegistry(setting.key) && isEndpoint(setting.value);
  });
}

function isRegistry(key: string): boolean {
  return key === 'registry' || /^@[^:]+:registry$/.test(key);
}

function isSame(address: string | undefined, endpoint: string): boolean {
  return address?.replace(/\/*$/, '/') === endpoint;
}

/** The last one counts. */
function lastOf(lines: Lines, syntax: LineSyntax, key: string): number | undefined {
  const at = lines.findLastIndex((line) => syntax.read(line)?.key === key);
  return at === -1 ? undefined : at;
}

function valueAt(lines: Lines, syntax: LineSyntax, at: number): string | undefined {
  return syntax.read(lines[at] ?? '')?.value;
}

/** Before the first section, whose settings npm does not read. */
function atEnd(lines: Lines, line: string): Lines {
  const section = lines.findIndex((one) => /^\s*\[[^\]]*\]\s*$/.test(one));
  const at = section === -1 ? lines.length : section;
  return splice(lines, at, at, [line]);
}
