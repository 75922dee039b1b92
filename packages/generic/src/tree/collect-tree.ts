import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CodedError } from '@buildset/core';
import { checkTree, checkTreePath } from '@buildset/format-generic';
import { GenericError } from '../generic-error.ts';
import { ignoring } from './ignore.ts';
import { commonFolder, noFiles, pathIn, type Source, sourceOf } from './sources.ts';

/** A file of a tree on this machine. */
export interface TreeFile {
  /** Its path in the tree: `/` between names, NFC. */
  readonly path: string;
  readonly location: string;
  /** Present for what may be executed: 0o755. */
  readonly mode?: number;
  /** Bytes. */
  readonly size: number;
  /** When it was last written to, in milliseconds. */
  readonly changedAtMs: number;
}

/** What no set can have. */
export interface Unfit {
  readonly path: string;
  /** As the end of a sentence. */
  readonly what: 'a link' | 'no regular file' | 'a name that no build can have';
  readonly error: CodedError;
}

export interface Tree {
  /** Sorted by path. */
  readonly files: readonly TreeFile[];
  /** Sorted by path. */
  readonly unfit: readonly Unfit[];
  /** Pairs of paths that differ in case only. */
  readonly onlyCase: readonly (readonly [string, string])[];
}

/**
 * The files of folders, files and globs, at least one, each once, under their paths from the folder that all of them have
 * in common: of a single folder their paths in it, of a single file its name. Links and devices in folders are refused, never
 * followed. Throws `no-files`, `special-file`, `unsafe-path`, `path-collision`, `file-unreadable`, `file-changed`, `usage`.
 */
export async function collectTree(texts: readonly string[], ignore: readonly string[] = []): Promise<Tree> {
  const tree = await lookAtTree(texts, ignore);
  const [unfit] = tree.unfit;
  if (unfit) throw unfit.error;
  if (tree.files.length > 0) return tree;
  const what = `${texts.join(', ')} ${texts.length === 1 ? 'has' : 'have'} no file`;
  throw noFiles(`${what}${ignore.length > 0 ? ' that is not ignored' : ''}.`);
}

/** The same of folders that may be empty, or hold what no set can have; `no-files` is then only what is not there. */
export async function lookAtTree(texts: readonly string[], ignore: readonly string[] = []): Promise<Tree> {
  const sources: Source[] = [];
  for (const text of texts) sources.push(await sourceOf(text));
  const walk = new Walk(commonFolder(sources, texts), ignoring(ignore));
  for (const source of sources) await walk.take(source);
  const files = [...walk.files.values()].sort(byPath);
  return { files, unfit: walk.unfit.sort(byPath), onlyCase: checkTree(files.map(({ path }) => path)) };
}

/** Gathers the files of one tree. */
class Walk {
  /** By location. */
  readonly files = new Map<string, TreeFile>();
  readonly unfit: Unfit[] = [];
  readonly #folder: string;
  readonly #isIgnored: ReturnType<typeof ignoring>;

  constructor(folder: string, isIgnored: ReturnType<typeof ignoring>) {
    this.#folder = folder;
    this.#isIgnored = isIgnored;
  }

  async take({ kind, paths }: Source): Promise<void> {
    for (const location of paths) {
      const found = await readable(location, kind === 'named' ? stat(location) : lstat(location));
      const path = pathIn(this.#folder, location);
      if (this.#isLeftOut(path, found.isDirectory())) continue;
      if (!found.isDirectory()) this.#add(location, path, found);
      else if (kind !== 'deep-glob') await this.#enter(location, path);
    }
  }

  async #enter(folder: string, prefix: string): Promise<void> {
    const entries: Dirent[] = await readable(folder, readdir(folder, { withFileTypes: true }));
    for (const entry of entries) {
      const path = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
      if (this.#isIgnored(path, entry.isDirectory())) continue;
      const location = join(folder, entry.name);
      if (entry.isDirectory()) await this.#enter(location, path);
      else this.#add(location, path, await readable(location, lstat(location)));
    }
  }

  #add(location: string, path: string, found: Stats): void {
    const file = toFile(location, path, found);
    if ('error' in file) this.unfit.push(file);
    else this.files.set(resolve(location), file);
  }

  /** Whether it is ignored, or a folder that it is in. */
  #isLeftOut(path: string, isFolder: boolean): boolean {
    const names = path === '' ? [] : path.split('/');
    return names.some((_, index) => {
      const isLast = index === names.length - 1;
      return this.#isIgnored(names.slice(0, index + 1).join('/'), isFolder || !isLast);
    });
  }
}

/** What looking at a file gives; a failure is told by what it means for a tree. */
async function readable<Found>(location: string, look: Promise<Found>): Promise<Found> {
  return await look.catch((cause: unknown) => {
    const isGone = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    if (isGone && location.includes('\ufffd')) {
      // Node.js shows what is not UTF-8 by this character, and does not find it again.
      const next = 'Rename it, or leave it out (--ignore).';
      throw new GenericError('unsafe-path', `The name ${JSON.stringify(location)} is not UTF-8.`, next, { cause });
    }
    if (isGone)
      throw new GenericError('file-changed', `${location} went away while the tree was read.`, 'Publish it again.', {
        cause,
      });
    throw new GenericError(
      'file-unreadable',
      `Cannot read ${location}.`,
      'Check its rights, or leave it out (--ignore).',
      { cause },
    );
  });
}

function toFile(location: string, path: string, found: Stats): TreeFile | Unfit {
  if (!found.isFile()) {
    const what = found.isSymbolicLink() ? 'a link' : 'no regular file';
    const next = 'Put a file in its place, or leave it out (--ignore).';
    const error = new GenericError('special-file', `${location} is ${what}, and cannot be part of a set.`, next);
    return { path, what, error };
  }
  const mode = (found.mode & 0o111) === 0 ? {} : { mode: 0o755 };
  try {
    return { path: checkTreePath(path), location, ...mode, size: found.size, changedAtMs: found.mtimeMs };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { path, what: 'a name that no build can have', error };
  }
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return a.path < b.path ? -1 : 1;
}
