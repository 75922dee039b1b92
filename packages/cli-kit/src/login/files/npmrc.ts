import type { LoginEntry, LoginFormat, LogoutEntry } from '../login-file.ts';
import { editLines, type Lines } from './lines.ts';
import { dropLine, type LineSyntax, namesRegistry, removeRegistries, setLine, setRegistry } from './registry-lines.ts';

/** `key = value` lines, comments with `;` and `#`. Source: npm's documentation of .npmrc. */
const SYNTAX: LineSyntax = {
  read(line) {
    const [, key, value] = /^\s*([^\s;#=[][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    return key === undefined || value === undefined ? undefined : { key, value: value.replace(/^"(.*)"$/, '$1') };
  },
  write: (key, value) => `${key}=${value}`,
};

/** `.npmrc` of npm and pnpm: the registry, of a scope or of all, and the registry's token. */
export const npmrc: LoginFormat = {
  add: (text, entry) => editLines(text, (lines, eol) => setRegistry(setToken(lines, entry, eol), SYNTAX, entry, eol)),
  remove: (text, entry) =>
    editLines(text, (lines) => {
      const left = removeRegistries(lines, SYNTAX, entry);
      return namesRegistry(left, SYNTAX, entry.isEndpoint) ? left : dropTokens(left, entry);
    }),
};

/** `.npmrc` for Yarn 1: the token alone, since the registry stands in `.yarnrc`; Yarn 1 sends none without always-auth. */
export const npmrcForYarn: LoginFormat = {
  add: (text, entry) =>
    editLines(text, (lines, eol) =>
      setLine(setToken(lines, entry, eol), SYNTAX, `${registryId(entry.endpoint)}:always-auth`, 'true', eol),
    ),
  remove: (text, entry) => editLines(text, (lines) => dropTokens(lines, entry)),
};

function setToken(lines: Lines, { endpoint, token = '' }: LoginEntry, eol: string): Lines {
  return setLine(lines, SYNTAX, `${registryId(endpoint)}:_authToken`, token, eol);
}

function dropTokens(lines: Lines, { isEndpoint }: LogoutEntry): Lines {
  const keys = lines.flatMap((line) => SYNTAX.read(line)?.key ?? []);
  const ours = keys.filter((key) => {
    const id = /^(\/\/.*):(?:_authToken|always-auth)$/.exec(key)?.[1];
    return id !== undefined && isEndpoint(`https:${id}`);
  });
  return ours.reduce((kept, key) => dropLine(kept, SYNTAX, key), lines);
}

/** An address as npm keys credentials by it: without the protocol. */
export function registryId(endpoint: string): string {
  return endpoint.replace(/^https?:/, '');
}
