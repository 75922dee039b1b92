import type { LoginFormat } from '../login-file.ts';
import { editLines } from './lines.ts';
import { type LineSyntax, removeRegistries, setRegistry } from './registry-lines.ts';

/** `key "value"` lines; a key with `@` or `:` is quoted too. Source: Yarn 1's documentation of .yarnrc. */
const SYNTAX: LineSyntax = {
  read(line) {
    const [, quoted, plain, text, bare] = /^(?:"([^"]+)"|([^\s"#]+))\s+(?:"([^"]*)"|(\S+))\s*$/.exec(line) ?? [];
    const key = quoted ?? plain;
    const value = text ?? bare;
    return key === undefined || value === undefined ? undefined : { key, value };
  },
  write: (key, value) => `${/^\w+$/.test(key) ? key : JSON.stringify(key)} ${JSON.stringify(value)}`,
};

/** `.yarnrc` of Yarn 1: the registry, of a scope or of all. */
export const yarnrc: LoginFormat = {
  add: (text, entry) => editLines(text, (lines, eol) => setRegistry(lines, SYNTAX, entry, eol)),
  remove: (text, entry) => editLines(text, (lines) => removeRegistries(lines, SYNTAX, entry)),
};
