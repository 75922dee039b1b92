import type { LoginEntry, LoginFormat, LogoutEntry } from '../login-file.ts';
import { type IniOption, type IniText, scanIni } from './ini-lines.ts';
import { append, editLines, type Lines, splice, takeAway } from './lines.ts';
import { fileInvalid, nameTaken } from './refusals.ts';

/** What twine takes for `index-servers` where the file does not say it. */
const DEFAULT_SERVERS = ['pypi', 'testpypi'];
/** Names that mean something else in this file. */
const RESERVED = ['distutils', 'server-login', ...DEFAULT_SERVERS];
/** Above a list of servers that a login has begun. */
const OURS = '# index-servers begun by codeartifact login: the default servers, and those logged in to';

/** `.pypirc`, as twine reads it: a section of the repository's name, listed in `index-servers`. */
export const pypirc: LoginFormat = {
  add: (text, entry) => editLines(text, (lines, eol) => setSection(addServer(lines, entry.name, eol), entry, eol)),
  remove: (text, entry) => editLines(text, (lines) => removeServer(lines, entry)),
};

function scanned(lines: Lines): IniText {
  const text = scanIni(lines);
  if ('wrongLine' in text) {
    throw fileInvalid(`Line ${text.wrongLine} of the .pypirc is neither a section nor an option.`);
  }
  return text;
}

function setSection(lines: Lines, { endpoint, name, token = '' }: LoginEntry, eol: string): Lines {
  if (RESERVED.includes(name)) throw nameTaken(`[${name}] means something else in a .pypirc.`);
  const { options, sections } = scanned(lines);
  const section = sections.find((one) => one.name === name);
  const fresh = [`[${name}]`, `repository = ${endpoint}`, 'username = aws', `password = ${token}`];
  if (!section) return append(lines, fresh, eol);
  const address = options.find((one) => one.section === name && one.key === 'repository')?.value;
  if (address !== undefined && address.replace(/\/*$/, '/') !== endpoint) {
    throw nameTaken(`The .pypirc has a section [${name}] for ${address}.`);
  }
  const values = { repository: endpoint, username: 'aws', password: token };
  return Object.entries(values).reduce((kept, [key, value]) => setOption(kept, name, key, value, eol), lines);
}

function setOption(lines: Lines, name: string, key: string, value: string, eol: string): Lines {
  const { options, sections } = scanned(lines);
  const option = options.findLast((one) => one.section === name && one.key === key);
  if (option?.value === value) return lines;
  const at = option ?? { from: sections.findLast((one) => one.name === name)?.to ?? lines.length, to: undefined };
  return splice(lines, at.from, at.to ?? at.from, [`${key} = ${value}${eol}`]);
}

function addServer(lines: Lines, name: string, eol: string): Lines {
  const { sections } = scanned(lines);
  const servers = serversOf(lines);
  if (servers) {
    if (servers.value.split(/\s+/).includes(name)) return lines;
    const last = lines[servers.to - 1] ?? '';
    const indent = servers.to - servers.from > 1 ? (/^\s*/.exec(last)?.[0] ?? '') : `${/^\s*/.exec(last)?.[0]}    `;
    return splice(lines, servers.to, servers.to, [indent + name + eol]);
  }
  const option = ['index-servers =', ...[...DEFAULT_SERVERS, name].map((one) => `    ${one}`)];
  const section = sections.find((one) => one.name === 'distutils');
  if (!section) return append(lines, [OURS, '[distutils]', ...option], eol);
  return splice(
    lines,
    section.to,
    section.to,
    [OURS, ...option].map((line) => line + eol),
  );
}

function serversOf(lines: Lines): IniOption | undefined {
  return scanned(lines).options.findLast(({ key, section }) => section === 'distutils' && key === 'index-servers');
}

function removeServer(lines: Lines, { isEndpoint, name }: LogoutEntry): Lines {
  const { options, sections } = scanned(lines);
  const section = sections.find((one) => one.name === name);
  const address = options.find((one) => one.section === name && one.key === 'repository')?.value;
  if (!section || address === undefined || !isEndpoint(address)) return lines;
  return unlist(takeAway(lines, section.from, section.to), name);
}

function unlist(lines: Lines, name: string): Lines {
  const servers = serversOf(lines);
  if (!servers) return lines;
  const value = lines.slice(servers.from, servers.to);
  const left = value.flatMap((line) => (line.trim() === name ? [] : [withoutWord(line, name)]));
  const kept = splice(lines, servers.from, servers.to, left);
  const names = servers.value.split(/\s+/).filter((one) => one !== '' && one !== name);
  if (names.join(' ') !== DEFAULT_SERVERS.join(' ')) return kept;
  const end = servers.from + left.length;
  if (kept[servers.from - 1]?.trim() === OURS) return splice(kept, servers.from - 1, end, []);
  if (kept[servers.from - 2]?.trim() === OURS) return takeAway(kept, servers.from - 2, end);
  return kept;
}

/** A list may stand on one line too. */
function withoutWord(line: string, name: string): string {
  const [, head = '', list = ''] = /^(\s*index-servers\s*[:=])?(.*)$/is.exec(line) ?? [];
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return head + list.replace(new RegExp(`[ \\t]+${escaped}(?=\\s|$)`), '');
}
