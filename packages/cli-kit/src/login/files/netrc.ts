import type { LoginFormat, LogoutEntry } from '../login-file.ts';
import { editLines, type Lines, splice } from './lines.ts';
import { nameTaken } from './refusals.ts';

const USER = 'aws';

/** One machine of the file, with its lines. */
interface Machine {
  readonly host: string;
  readonly login: string | undefined;
  readonly from: number;
  readonly to: number;
}

/**
 * `.netrc`: one line for each host, and so for each domain, since a token opens a whole domain. New lines come first:
 * readers stop at `default`, and a macro goes on to the next empty line. Source: the GNU inetutils manual, "The .netrc file".
 */
export const netrc: LoginFormat = {
  add: (text, { endpoint, token = '' }) =>
    editLines(text, (lines, eol) => setMachine(lines, hostOf(endpoint), token, eol)),
  remove: (text, entry) => editLines(text, (lines) => removeMachine(lines, entry)),
};

/** Without the port, as requests, pip and uv look it up. */
function hostOf(endpoint: string): string {
  return new URL(endpoint).hostname;
}

function setMachine(lines: Lines, host: string, token: string, eol: string): Lines {
  const fresh = [`machine ${host} login ${USER} password ${token}${eol}`];
  const machine = machinesOf(lines).find((one) => one.host === host);
  if (!machine) return [...fresh, ...lines];
  if (machine.login !== USER)
    throw nameTaken(`The .netrc has ${host} for the user ${machine.login ?? '(none)'}.`, 'Take that entry away first.');
  return splice(lines, machine.from, machine.to, fresh);
}

function removeMachine(lines: Lines, { isHost }: LogoutEntry): Lines {
  const machine = machinesOf(lines).find(({ host, login }) => login === USER && isHost(host));
  return machine ? splice(lines, machine.from, machine.to, []) : lines;
}

function machinesOf(lines: Lines): readonly Machine[] {
  const machines: { host: string; login: string | undefined; from: number; to: number; words: string[] }[] = [];
  let isMacro = false;
  let isOpen = false;
  for (const [index, line] of lines.entries()) {
    const words = line
      .trim()
      .split(/\s+/)
      .filter((word) => word !== '');
    if (words.length === 0) isMacro = false;
    if (isMacro || words.length === 0 || line.trim().startsWith('#')) continue;
    const [keyword, host = ''] = words;
    if (keyword === 'macdef') isMacro = true;
    if (keyword === 'macdef' || keyword === 'default') isOpen = false;
    if (keyword === 'machine') {
      machines.push({ host, login: undefined, from: index, to: index + 1, words: [] });
      isOpen = true;
    }
    const machine = machines.at(-1);
    if (!machine || !isOpen) continue;
    machine.words.push(...words);
    machine.to = index + 1;
  }
  return machines.map(({ words, ...machine }) => ({ ...machine, login: after(words, 'login') }));
}

function after(words: readonly string[], keyword: string): string | undefined {
  const at = words.indexOf(keyword);
  return at === -1 ? undefined : words[at + 1];
}
