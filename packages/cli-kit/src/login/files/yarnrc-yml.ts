import { parse } from 'yaml';
import type { LoginEntry, LoginFormat, LogoutEntry } from '../login-file.ts';
import { forgetKept, keepAbove, restoreAbove } from './kept-lines.ts';
import { append, editLines, type Lines, splice } from './lines.ts';
import { registryId } from './npmrc.ts';
import { fileInvalid, nameTaken } from './refusals.ts';
import { childrenOf, findTop, keyOf, removeIn, setIn } from './yaml-lines.ts';
import { names, registryOf, removeScopes, SCOPE_KEYS, SCOPES, SERVER, setScope, valueOf } from './yarnrc-scopes.ts';

const REGISTRIES = 'npmRegistries';

/**
 * `.yarnrc.yml` of Yarn 2 and later: the registry, of a scope or of all, and the registry's token. What YAML makes of the
 * file is compared before and after, so that a way of writing that is not understood here is refused, not damaged.
 */
export const yarnrcYml: LoginFormat = {
  add(text, entry) {
    const before = parsed(text);
    refuseLogin(before, entry);
    const edited = editLines(text, (lines, eol) => addRegistry(addToken(lines, entry, eol), entry, eol));
    check(edited, expected(before, entry));
    return edited;
  },
  remove(text, entry) {
    parsed(text);
    return editLines(text, (lines) => removeTokens(removeServer(removeScopes(lines, entry), entry), entry));
  },
};

function tokenKey(endpoint: string): string {
  return registryId(registryOf(endpoint));
}

function addToken(lines: Lines, { endpoint, token = '' }: LoginEntry, eol: string): Lines {
  const key = tokenKey(endpoint);
  const child = [`${JSON.stringify(key)}:`, '  npmAlwaysAuth: true', `  npmAuthToken: ${JSON.stringify(token)}`];
  return setIn(lines, REGISTRIES, key, child, eol);
}

function addRegistry(lines: Lines, entry: LoginEntry, eol: string): Lines {
  if (entry.scope !== undefined) return setScope(lines, entry, eol);
  const isEndpoint = (address: string): boolean => registryOf(address) === registryOf(entry.endpoint);
  const line = `${SERVER}: ${JSON.stringify(registryOf(entry.endpoint))}${eol}`;
  const active = findTop(lines, SERVER);
  if (active && names(lines[active.from] ?? '', isEndpoint)) return splice(lines, active.from, active.to, [line]);
  const clean = forgetKept(lines, (kept) => keyOf(kept) === SERVER && isEndpoint(valueOf(kept)));
  const old = findTop(clean, SERVER);
  return old ? keepAbove(clean, old.from, old.to, [line]) : append(clean, [line.trimEnd()], eol);
}

function removeServer(lines: Lines, { isEndpoint, scope }: LogoutEntry): Lines {
  if (scope !== undefined) return lines;
  const clean = forgetKept(lines, (kept) => isEndpoint(valueOf(kept)));
  const active = findTop(clean, SERVER);
  if (!active || !names(clean[active.from] ?? '', isEndpoint)) return clean;
  const left = restoreAbove(clean, active.from, active.to);
  const isApart = left.length < clean.length && !findTop(left, SERVER) && left[active.from - 1]?.trim() === '';
  return isApart ? splice(left, active.from - 1, active.from, []) : left;
}

function removeTokens(lines: Lines, { isEndpoint }: LogoutEntry): Lines {
  if (lines.some((line) => names(line, isEndpoint))) return lines;
  const ours = childrenOf(lines, REGISTRIES).filter(({ key }) => key.startsWith('//') && isEndpoint(`https:${key}`));
  return ours.reduce((left, { key }) => removeIn(left, REGISTRIES, key), lines);
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

/** What a scope has of a login of its own, Yarn takes in the place of the registry's token. */
function refuseLogin(before: Settings, { scope = '' }: LoginEntry): void {
  const own = mapAt(mapAt(before, SCOPES), scope);
  const login = ['npmAuthToken', 'npmAuthIdent'].find((key) => key in own);
  if (login === undefined) return;
  const next = `Take ${login} out of the scope, or set its registry by hand.`;
  throw nameTaken(`The .yarnrc.yml has a login of its own for the scope ${scope}.`, next);
}

function expected(before: Settings, { endpoint, scope, token = '' }: LoginEntry): Settings {
  const server = registryOf(endpoint);
  const registry = { npmAlwaysAuth: true, npmAuthToken: token };
  const registries = { ...mapAt(before, REGISTRIES), [tokenKey(endpoint)]: registry };
  if (scope === undefined) return { ...before, [SERVER]: server, [REGISTRIES]: registries };
  const old = mapAt(before, SCOPES);
  const scopes = {
    ...old,
    [scope]: { ...mapAt(old, scope), ...Object.fromEntries(SCOPE_KEYS.map((key) => [key, server])) },
  };
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
