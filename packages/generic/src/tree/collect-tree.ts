import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { checkTree, checkTreePath } from '@buildset/format-generic';
import { expandGlobs } from '@buildset/cli-kit';
import { GenericError } from '../generic-error.ts';
import { ignoring } from './ignore.ts';

/** A file of a tree on this machine. */
export interface TreeFile {
  /** Its path in the tree: `/` between names, NFC. */
  readonly path: string;
  readonly location: string;
  /** Present for what may be executed: 0o755. */
  readonly mode?: number;
  /** Bytes. */
  readonly size: number;
}

export interface Tree {
  /** Sorted by path; at least one. */
  readonly files: readonly TreeFile[];
  /** Pairs of paths that differ in case only. */
  readonly onlyCase: readonly (readonly [string, string])[];
}

/**
 * The files of folders, files and globs: those of a folder under their path in it, a single file under its name. Links
 * and devices are refused, never followed. Throws `no-files`, `special-file`, `unsafe-path`, `path-collision`.
 */
export async function collectTree(sources: readonly string[], ignore: readonly string[] = []): Promise<Tree> {
  const files: TreeFile[] = [];
  const isIgnored = ignoring(ignore);
  for (const source of await expandGlobs(sources)) {
    // A folder or file that is named may be a link: the user asked for just that.
    const found = await stat(source).catch((cause: unknown) => {
      throw new GenericError('no-files', `There is no ${source}.`, 'Name a folder, files or a glob that matches.', {
        cause,
      });
    });
    if (found.isDirectory()) await walk(source, '', isIgnored, files);
    else if (!isIgnored(basename(resolve(source)), false)) files.push(toFile(source, basename(resolve(source)), found));
  }
  if (files.length === 0) {
    const what = `${sources.join(', ')} ${sources.length === 1 ? 'has' : 'have'} no file`;
    throw new GenericError(
      'no-files',
      `${what}${ignore.length > 0 ? ' that is not ignored' : ''}.`,
      'Name other files.',
    );
  }
  const onlyCase = checkTree(files.map(({ path }) => path));
  return { files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), onlyCase };
}

async function walk(
  folder: string,
  prefix: string,
  isIgnored: ReturnType<typeof ignoring>,
  files: TreeFile[],
): Promise<void> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) {
    const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (isIgnored(path, entry.isDirectory())) continue;
    const location = join(folder, entry.name);
    if (entry.isDirectory()) await walk(location, path, isIgnored, files);
    else files.push(toFile(location, path, await lstat(location)));
  }
}

function toFile(location: string, path: string, found: Stats): TreeFile {
  if (!found.isFile()) {
    const what = found.isSymbolicLink() ? 'a link' : 'no regular file';
    const next = 'Put a file in its place, or leave it out (--ignore).';
    throw new GenericError('special-file', `${location} is ${what}, and cannot be part of a set.`, next);
  }
  const mode = (found.mode & 0o111) === 0 ? {} : { mode: 0o755 };
  return { path: checkTreePath(path), location, ...mode, size: found.size };
}
