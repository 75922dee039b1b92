import type { LoginEntry, LoginFormat, LogoutEntry } from '../login-file.ts';
import { type IniText, scanIni } from './ini-lines.ts';
import { forgetKept, keepAbove, restoreAbove } from './kept-lines.ts';
import { append, editLines, type Lines, splice, takeAway } from './lines.ts';
import { fileInvalid } from './refusals.ts';
import { withoutLogin } from '../../without-login.ts';
import { simpleIndex } from './simple-index-url.ts';

/** Above a section that a login has begun. */
const OURS = '# begun by codeartifact login';

/** pip's configuration: `index-url`, whose former value stays as a comment, or one more `extra-index-url`. */
export const pipConf: LoginFormat = {
  add: (text, entry) =>
    editLines(text, (lines, eol) => (entry.extra ? addExtra : setIndex)(withSection(lines, eol), entry, eol)),
  remove: (text, entry) => editLines(text, (lines) => withoutSection(removeExtra(removeIndex(lines, entry), entry))),
};

function scanned(lines: Lines): IniText {
  const text = scanIni(lines);
  if ('wrongLine' in text) {
    throw fileInvalid(`Line ${text.wrongLine} of pip's configuration is neither a section nor an option.`);
  }
  return text;
}

/** pip takes `_` for `-`. */
function optionOf(lines: Lines, key: string) {
  return scanned(lines).options.findLast((one) => one.section === 'global' && one.key.replaceAll('_', '-') === key);
}

function withSection(lines: Lines, eol: string): Lines {
  if (scanned(lines).sections.some(({ name }) => name === 'global')) return lines;
  return append(lines, [OURS, '[global]'], eol);
}

function withoutSection(lines: Lines): Lines {
  const section = scanned(lines).sections.find(({ name }) => name === 'global');
  if (!section || section.to - section.from > 1 || lines[section.from - 1]?.trim() !== OURS) return lines;
  return takeAway(lines, section.from - 1, section.to);
}

function endOfSection(lines: Lines): number {
  return scanned(lines).sections.findLast(({ name }) => name === 'global')?.to ?? lines.length;
}

function setIndex(lines: Lines, entry: LoginEntry, eol: string): Lines {
  const fresh = [`index-url = ${simpleIndex(entry)}${eol}`];
  const option = optionOf(lines, 'index-url');
  if (option && isOf(option.value, entry)) return splice(lines, option.from, option.to, fresh);
  const clean = forgetKept(lines, (line) => isOf(addressOf(line), entry));
  const active = optionOf(clean, 'index-url');
  if (active) return keepAbove(clean, active.from, active.to, fresh);
  const end = endOfSection(clean);
  return splice(clean, end, end, fresh);
}

function removeIndex(lines: Lines, { isEndpoint }: LogoutEntry): Lines {
  const clean = forgetKept(lines, (line) => isEndpoint(withoutLogin(addressOf(line))));
  const option = optionOf(clean, 'index-url');
  if (!option || !isEndpoint(withoutLogin(option.value))) return clean;
  return restoreAbove(clean, option.from, option.to);
}

function addExtra(lines: Lines, entry: LoginEntry, eol: string): Lines {
  const url = simpleIndex(entry);
  const option = optionOf(lines, 'extra-index-url');
  if (!option) {
    const end = endOfSection(lines);
    return splice(lines, end, end, [`extra-index-url = ${url}${eol}`]);
  }
  const known = lines.slice(option.from, option.to).findIndex((line) => isOf(addressOf(line), entry));
  if (known === -1) return splice(lines, option.to, option.to, [`${indentOf(lines, option)}${url}${eol}`]);
  const at = option.from + known;
  const line = lines[at] ?? '';
  return splice(lines, at, at + 1, [line.replace(addressOf(line), () => url)]);
}

function indentOf(lines: Lines, { from, to }: { readonly from: number; readonly to: number }): string {
  const indent = /^\s*/.exec(lines[to - 1] ?? '')?.[0] ?? '';
  return to - from > 1 ? indent : `${indent}    `;
}

function removeExtra(lines: Lines, { isEndpoint }: LogoutEntry): Lines {
  const option = optionOf(lines, 'extra-index-url');
  if (!option) return lines;
  const [first = '', ...more] = lines.slice(option.from, option.to);
  const isMeant = (line: string): boolean => isEndpoint(withoutLogin(addressOf(line)));
  const left = more.filter((line) => !isMeant(line));
  if (!isMeant(first)) return splice(lines, option.from, option.to, [first, ...left]);
  const next = left.findIndex((line) => addressOf(line) !== '');
  if (next === -1) return splice(lines, option.from, option.to, left);
  // The next one moves up, so that an option which a login has begun goes with its last address.
  const moved = first.replace(addressOf(first), () => addressOf(left[next] ?? ''));
  return splice(lines, option.from, option.to, [moved, ...left.toSpliced(next, 1)]);
}

/** The address on a line, be it the option's own or one that continues it. */
function addressOf(line: string): string {
  return /[a-z][a-z0-9+.-]*:\/\/\S+/i.exec(line)?.[0] ?? '';
}

function isOf(address: string, { endpoint }: LoginEntry): boolean {
  return withoutLogin(address).replace(/\/*$/, '/') === `${endpoint}simple/`;
}
