import { parse } from 'smol-toml';
import { append, editLines, type Lines, splice, takeAway } from './lines.ts';
import { fileInvalid, nameTaken } from './refusals.ts';

/** A block of lines that a login has written; nobody else writes its first line. */
export interface TomlBlock {
  /** Names the block in its first line, a comment. */
  readonly name: string;
  readonly body: readonly string[];
}

/** Puts a block at the end, or in the place of the one of its name. Throws `login-file-invalid` and `login-name-taken`. */
export function setTomlBlock(text: string, { body, name }: TomlBlock): string {
  parsed(text);
  const edited = editLines(text, (lines, eol) => {
    const fresh = [titleOf(name), ...body];
    const found = findBlock(lines, name);
    return found
      ? splice(
          lines,
          found.from,
          found.to,
          fresh.map((line) => line + eol),
        )
      : append(lines, fresh, eol);
  });
  try {
    parse(edited);
  } catch {
    throw nameTaken(`The file has an entry ${name} of its own, or writes its tables in one line.`);
  }
  return edited;
}

/** Takes the block of that name away, when `isMeant` says so of its body. */
export function removeTomlBlock(text: string, name: string, isMeant: (body: Lines) => boolean): string {
  return editLines(text, (lines) => {
    const found = findBlock(lines, name);
    if (!found || !isMeant(lines.slice(found.from + 1, found.to))) return lines;
    return takeAway(lines, found.from, found.to);
  });
}

/** The file as TOML. Throws `login-file-invalid`. */
export function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    throw fileInvalid(`The file is no TOML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`);
  }
}

function titleOf(name: string): string {
  return `# codeartifact login: ${name}`;
}

/** From its first line to the next that is empty or a comment. */
function findBlock(lines: Lines, name: string): { from: number; to: number } | undefined {
  const from = lines.findIndex((line) => line.trim() === titleOf(name));
  if (from === -1) return undefined;
  const length = lines.slice(from + 1).findIndex((line) => line.trim() === '' || line.startsWith('#'));
  return { from, to: length === -1 ? lines.length : from + 1 + length };
}
