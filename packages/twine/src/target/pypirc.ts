import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Environment, firstSet, scanIni } from '@buildset/cli-kit';
import { TwineError } from '../twine-error.ts';

/** Sections by name, each with its values by lower-case key. */
export type Pypirc = ReadonlyMap<string, ReadonlyMap<string, string>>;

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

/** Parses as Python's `configparser`, which twine uses; what `[DEFAULT]` says, each section says. Throws `pypirc-invalid`. */
export function parsePypirc(text: string, path: string): Pypirc {
  const scanned = scanIni(text.split('\n'));
  if ('wrongLine' in scanned) {
    const what = `Line ${scanned.wrongLine} of ${path} is neither a section nor an option.`;
    const next = 'Correct it, or write the file anew with `codeartifact-twine login`.';
    throw new TwineError('pypirc-invalid', what, next);
  }
  const valuesIn = (name: string): [string, string][] =>
    scanned.options.filter(({ section }) => section === name).map(({ key, value }) => [key, value.trim()]);
  const defaults = valuesIn('DEFAULT');
  const names = scanned.sections.map(({ name }) => name).filter((name) => name !== 'DEFAULT');
  return new Map(names.map((name) => [name, new Map([...defaults, ...valuesIn(name)])]));
}
