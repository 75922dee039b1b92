import { parse } from 'yaml';
import type { LoginEntry, LoginFormat, LogoutEntry } from '../login-file.ts';
import { forgetKept, keepAbove, restoreAbove } from './kept-lines.ts';
import { append, editLines, type Lines, splice } from './lines.ts';
import { registryId } from './npmrc.ts';
import { fileInvalid, nameTaken } from './refusals.ts';
import { childrenOf, findIn, findTop, keyOf, removeIn, setIn } from './yaml-lines.ts';

const SERVER = 'npmRegistryServer';
const REGISTRIES = 'npmRegistries';
const SCOPES = 'npmScopes';

/**
 * `.yarnrc.yml` of Yarn 2 and later: the registry, of a scope or of all, and the registry's token. What YAML makes of the
 * file is compared before and after, so that a way of writing that is not understood here is refused, not damaged.
 */
export const yarnrcYml: LoginFormat = {
  add(text, entry) {
    const before = parsed(text);
    const edited = editLines(text, (lines, eol) => addRegistry(addToken(lines, entry, eol), entry, eol));
    check(edited, expected(before, entry));
    return edited;
  },
  remove(text, entry) {
    parsed(text);
    return editLines(text, (lines) => removeTokens(removeServer(removeScopes(lines, entry), entry), entry));
  },
};

/** Without the slash at its end, which is how Yarn looks registries up. */
function registryOf(endpoint: string): string {
  return endpoint.replace(/\/+$/, '');
}

function tokenKey(endpoint: string): string {
  return registryId(registryOf(endpoint));
}

function addToken(lines: Lines, { endpoint, token = '' }: LoginEntry, eol: string): Lines {
  const key = tokenKey(endpoint);
  const child = [`${JSON.stringify(key)}:`, '  npmAlwaysAuth: true', `  npmAuthToken: ${JSON.stringify(token)}`];
  return setIn(lines, REGISTRIES, key, child, eol);
}

function addRegistry(lines: Lines, { endpoint, scope }: LoginEntry, eol: string): Lines {
  const server = JSON.stringify(registryOf(endpoint));
  if (scope !== undefined) {
    const other = findIn(lines, SCOPES, scope);
    if (other && !/^ *npmRegistryServer:/.test(lines[other.from + 1] ?? '')) {
      throw nameTaken(`The .yarnrc.yml has settings of its own for the scope ${scope}.`, 'Set its registry by hand.');
    }
    return setIn(lines, SCOPES, scope, [`${JSON.stringify(scope)}:`, `  ${SERVER}: ${server}`], eol);
  }
  const line = `${SERVER}: ${server}${eol}`;
  const active = findTop(lines, SERVER);
  if (active && isAt(lines, active.from, (address) => registryOf(address) === registryOf(endpoint))) {
    return splice(lines, active.from, active.to, [line]);
  }
  const clean = forgetKept(lines, (kept) => registryOf(valueOf(kept)) === registryOf(endpoint));
  const old = findTop(clean, SERVER);
  return old ? keepAbove(clean, old.from, old.to, [line]) : append(clean, [line.trimEnd()], eol);
}

function removeScopes(lines: Lines, { isEndpoint, scope }: LogoutEntry): Lines {
  const ours = childrenOf(lines, SCOPES).filter(
    ({ from, key }) => (scope === undefined || scope === key) && isAt(lines, from + 1, isEndpoint),
  );
  return ours.reduce((left, { key }) => removeIn(left, SCOPES, key), lines);
}

function removeServer(lines: Lines, { isEndpoint, scope }: LogoutEntry): Lines {
  if (scope !== undefined) return lines;
  const clean = forgetKept(lines, (kept) => isEndpoint(valueOf(kept)));
  const active = findTop(clean, SERVER);
  if (!active || !isAt(clean, active.from, isEndpoint)) return clean;
  const left = restoreAbove(clean, active.from, active.to);
  const isApart = left.length < clean.length && !findTop(left, SERVER) && left[active.from - 1]?.trim() === '';
  return isApart ? splice(left, active.from - 1, active.from, []) : left;
}

function removeTokens(lines: Lines, { isEndpoint }: LogoutEntry): Lines {
  const isNamed = lines.some((line) => keyOf(line.trim()) === SERVER && isEndpoint(valueOf(line)));
  if (isNamed) return lines;
  const ours = childrenOf(lines, REGISTRIES).filter(({ key }) => key.startsWith('//') && isEndpoint(`https:${key}`));
  return ours.reduce((left, { key }) => removeIn(left, REGISTRIES, key), lines);
}

function isAt(lines: Lines, at: number, isMeant: (address: string) => boolean): boolean {
  const line = lines[at] ?? '';
  return keyOf(line.trim()) === SERVER && isMeant(valueOf(line));
}

/** The text after the key, without its quotes. */
function valueOf(line: string): string {
  return /:\s+["']?([^"'\s]*)["']?\s*$/.exec(line)?.[1] ?? '';
}

type Settings = Readonly<Record<string, unknown>>;

function parsed(text: string): Settings {
  try {
    const settings: unknown = parse(text) ?? {};
    if (isMap(settings)) return settings;
  } catch {
    // Told below.
  }
  throw fileInvalid('The .yarnrc.yml is no YAML map.');
}

function isMap(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mapAt(settings: Settings, key: string): Settings {
  const map = settings[key];
  return isMap(map) ? map : {};
}

function expected(before: Settings, { endpoint, scope, token = '' }: LoginEntry): Settings {
  const server = registryOf(endpoint);
  const registry = { npmAlwaysAuth: true, npmAuthToken: token };
  const registries = { ...mapAt(before, REGISTRIES), [tokenKey(endpoint)]: registry };
  if (scope === undefined) return { ...before, [SERVER]: server, [REGISTRIES]: registries };
  const scopes = { ...mapAt(before, SCOPES), [scope]: { [SERVER]: server } };
  return { ...before, [SCOPES]: scopes, [REGISTRIES]: registries };
}

function check(edited: string, wanted: Settings): void {
  const next = `Write ${REGISTRIES} and ${SCOPES} as maps of one key a line, then log in again.`;
  let got: unknown;
  try {
    got = parse(edited);
  } catch {
    throw fileInvalid('The .yarnrc.yml writes its maps in a way that cannot be edited line by line.', next);
  }
  if (sorted(got) === sorted(wanted)) return;
  throw fileInvalid('The .yarnrc.yml writes its maps in a way that cannot be edited line by line.', next);
}

/** JSON with the keys of each map in order. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    isMap(one) ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1))) : one,
  );
}
