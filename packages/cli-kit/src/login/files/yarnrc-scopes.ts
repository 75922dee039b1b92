import type { LoginEntry, LogoutEntry } from '../login-file.ts';
import { forgetKept, keepAbove, restoreAbove } from './kept-lines.ts';
import { type Lines, splice } from './lines.ts';
import { childrenOf, findIn, keyOf, removeIn, setIn } from './yaml-lines.ts';

export const SERVER = 'npmRegistryServer';
export const SCOPES = 'npmScopes';

/** Yarn publishes a scope's packages where all others go, unless the scope says where: its registry is for installs only. */
export const SCOPE_KEYS = [SERVER, 'npmPublishRegistry'] as const;

/** Without the slash at its end, which is how Yarn looks registries up. */
export function registryOf(endpoint: string): string {
  return endpoint.replace(/\/+$/, '');
}

/** Sets the registry of the entry's scope; another one that was set stays above it as a comment. */
export function setScope(lines: Lines, { endpoint, scope = '' }: LoginEntry, eol: string): Lines {
  const settings = SCOPE_KEYS.map((key) => `${key}: ${JSON.stringify(registryOf(endpoint))}`);
  const entry = findIn(lines, SCOPES, scope);
  if (!entry) {
    const child = [`${JSON.stringify(scope)}:`, ...settings.map((setting) => `  ${setting}`)];
    return setIn(lines, SCOPES, scope, child, eol);
  }
  const isEndpoint = (address: string): boolean => registryOf(address) === registryOf(endpoint);
  const block = forgetKept(lines.slice(entry.from, entry.to), (kept) => names(kept, isEndpoint));
  const indent = indentOf(block.find(isSetting) ?? `${indentOf(block[0] ?? '')}  `);
  const edited = settings.reduce((now, setting) => setLine(now, indent + setting + eol, isEndpoint), block);
  return splice(lines, entry.from, entry.to, edited);
}

/** Takes away the registries of scopes that are the endpoint: of one scope where it is named, else of all. */
export function removeScopes(lines: Lines, { isEndpoint, scope }: LogoutEntry): Lines {
  const meant = childrenOf(lines, SCOPES).filter(({ key }) => scope === undefined || scope === key);
  return meant.reduce((left, { key }) => {
    const entry = findIn(left, SCOPES, key);
    if (!entry) return left;
    const block = left.slice(entry.from, entry.to);
    const edited = removeLines(block, isEndpoint);
    if (edited.length === block.length) return left;
    return edited.some(isSetting) ? splice(left, entry.from, entry.to, edited) : removeIn(left, SCOPES, key);
  }, lines);
}

/** Whether a line sets a registry, for all packages or a scope, that is the endpoint. */
export function names(line: string, isEndpoint: (address: string) => boolean): boolean {
  const key = keyOf(line.trim());
  return SCOPE_KEYS.some((one) => one === key) && isEndpoint(valueOf(line));
}

function setLine(block: Lines, line: string, isEndpoint: (address: string) => boolean): Lines {
  const at = block.findIndex((one) => keyOf(one.trim()) === keyOf(line.trim()));
  if (at === -1) return [...block, line];
  return names(block[at] ?? '', isEndpoint) ? splice(block, at, at + 1, [line]) : keepAbove(block, at, at + 1, [line]);
}

function removeLines(block: Lines, isEndpoint: (address: string) => boolean): Lines {
  const isMeant = (line: string): boolean => names(line, isEndpoint);
  const clean = forgetKept(block, isMeant);
  const at = clean.findIndex(isMeant);
  return at === -1 ? clean : removeLines(restoreAbove(clean, at, at + 1), isEndpoint);
}

/** Indented, and no comment: of a scope's lines all but the first, which is its name. */
function isSetting(line: string, index: number): boolean {
  return index > 0 && line.trim() !== '' && !line.trim().startsWith('#');
}

function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length);
}

/** The text after the key, without its quotes. */
export function valueOf(line: string): string {
  return /:\s+["']?([^"'\s]*)["']?\s*$/.exec(line)?.[1] ?? '';
}
