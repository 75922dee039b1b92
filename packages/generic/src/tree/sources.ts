import { stat } from 'node:fs/promises';
import { dirname, join, parse, relative, resolve, sep } from 'node:path';
import { expandGlob, usageError } from '@buildset/cli-kit';
import { GenericError } from '../generic-error.ts';

/** What was named on the command line. */
export interface Source {
  /** The folder from which its paths are kept: a folder itself, that of a file, that before the wildcards of a glob. */
  readonly root: string;
  readonly paths: readonly string[];
  /** What is named outright may be a link: the user asked for just that. */
  readonly kind: 'named' | 'glob' | 'deep-glob';
}

/** Throws `no-files` for what is not there, and for a glob that matches nothing. */
export async function sourceOf(text: string): Promise<Source> {
  const { paths, root } = await expandGlob(text);
  if (root !== undefined) {
    if (paths.length === 0) throw noFiles(`Nothing matches ${text}.`);
    return { root: resolve(root), paths, kind: /(?:^|[\\/])\*\*$/.test(text) ? 'deep-glob' : 'glob' };
  }
  const found = await stat(text).catch((cause: unknown) => {
    throw noFiles(`There is no ${text}.`, cause);
  });
  return { root: resolve(found.isDirectory() ? text : dirname(text)), paths, kind: 'named' };
}

/** The deepest folder that all sources are in. Throws `usage` where that is no more than the file system's root. */
export function commonFolder(sources: readonly Source[], texts: readonly string[]): string {
  const [first = '.', ...others] = sources.map(({ root }) => root);
  let common = first;
  for (const root of others) {
    while (!isIn(root, common)) {
      if (dirname(common) === common) throw nothingInCommon(texts);
      common = dirname(common);
    }
  }
  const isRoot = common === parse(common).root && common !== resolve('.');
  if (isRoot && others.length > 0) throw nothingInCommon(texts);
  return common;
}

/** The path of a file or folder in a tree, `/` between its names; empty for the tree's own folder. */
export function pathIn(folder: string, location: string): string {
  return relative(folder, resolve(location)).split(sep).join('/');
}

export function noFiles(message: string, cause?: unknown): GenericError {
  const next = 'Name a folder, files or a glob that matches.';
  return new GenericError('no-files', message, next, cause === undefined ? {} : { cause });
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(join(folder, sep));
}

function nothingInCommon(texts: readonly string[]): Error {
  return usageError(
    `There is no folder that ${texts.join(' and ')} are both in, so that their paths would be those of this machine.`,
    'Bring them together in one folder, and name that.',
  );
}
