import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Environment, firstSet } from '@buildset/cli-kit';
import { TwineError } from '../twine-error.ts';

/** Sections by name, each with its values by lower-case key. */
export type Pypirc = ReadonlyMap<string, ReadonlyMap<string, string>>;

const SECTION = /^\[([^\]]+)\]/;
const OPTION = /^([^:=\s][^:=]*?)\s*[:=]\s*(.*)$/;

/**
 * Reads `--config-file`, or the `.pypirc` of the home folder, which is empty when it is not there; and says which file it
 * is. Throws `pypirc-invalid`.
 */
export async function readPypirc(
  configFile: string | undefined,
  environment: Environment,
): Promise<{ readonly path: string; readonly pypirc: Pypirc }> {
  const folder = firstSet(environment, 'HOME', 'USERPROFILE') ?? homedir();
  const path = configFile?.replace(/^~(?=[\\/])/, folder) ?? join(folder, '.pypirc');
  try {
    return { path, pypirc: parsePypirc(await readFile(path, 'utf8'), path) };
  } catch (error) {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isAbsent && configFile === undefined) return { path, pypirc: new Map() };
    if (error instanceof TwineError) throw error;
    throw new TwineError(
      'pypirc-invalid',
      `The file ${path} cannot be read.`,
      'Name another file with --config-file.',
      {
        cause: error,
      },
    );
  }
}

/**
 * Parses as Python's `configparser.RawConfigParser` does, which twine uses: no interpolation, comments on lines of
 * their own only, so that a password may hold `%`, `#` and `;`; what `[DEFAULT]` says, each section says. Throws `pypirc-invalid` with the line.
 */
export function parsePypirc(text: string, path: string): Pypirc {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let key: string | undefined;
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) continue;
    if (/^\s/.test(line) && section && key !== undefined) {
      section.set(key, `${section.get(key) ?? ''}\n${content}`.trim());
      continue;
    }
    const name = SECTION.exec(content)?.[1];
    const option = OPTION.exec(content);
    if (name !== undefined) {
      section = sections.get(name) ?? new Map<string, string>();
      sections.set(name, section);
      key = undefined;
    } else if (section && option?.[1] !== undefined) {
      key = option[1].toLowerCase();
      section.set(key, option[2] ?? '');
    } else {
      const what = `Line ${index + 1} of ${path} is neither a section nor an option.`;
      throw new TwineError(
        'pypirc-invalid',
        what,
        'Correct it, or write the file anew with `codeartifact-twine login`.',
      );
    }
  }
  const defaults = sections.get('DEFAULT');
  sections.delete('DEFAULT');
  return defaults ? new Map([...sections].map(([name, own]) => [name, new Map([...defaults, ...own])])) : sections;
}
