import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { namePattern } from './name-pattern.ts';

const MAGIC = /[*?[]/;

/** What one pattern means. */
export interface ExpandedGlob {
  /** The folder before its first wildcard; absent for a path that is taken as it is. */
  readonly root?: string;
  readonly paths: readonly string[];
}

/**
 * The files that the patterns mean, each once. Shells do this, except on Windows and inside quotes. A path that exists
 * is taken as it is, as are the folders that a pattern begins with; else `*`, `?` and `[…]` stand for names of one folder,
 * `**` for folders at any depth, and at the end for all that is in them, without names that begin with a dot. Sorted
 * within a pattern. A pattern without a match gives nothing.
 */
export async function expandGlobs(patterns: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of patterns) found.push(...(await expandGlob(pattern)).paths);
  return [...new Set(found)];
}

/** The same of one pattern. */
export async function expandGlob(pattern: string): Promise<ExpandedGlob> {
  if (existsSync(pattern) || !MAGIC.test(pattern)) return { paths: [pattern] };
  const parts = pattern.split(sep === '\\' ? /[\\/]/ : '/');
  const isAbsolute = parts[0] === '' || /^[A-Za-z]:$/.test(parts[0] ?? '');
  const first = (count: number): string =>
    isAbsolute ? join(`${parts[0]}${sep}`, ...parts.slice(1, count)) : join(...parts.slice(0, count));
  const at = parts.findIndex((part, index) => MAGIC.test(part) && !existsSync(first(index + 1)));
  if (at === -1) return { paths: [pattern] };
  const root = first(at);
  let found = [root];
  for (const [index, part] of parts.entries()) {
    if (index < at) continue;
    const isLast = index === parts.length - 1;
    const next = await Promise.all(found.map((folder) => (part === '**' ? below(folder, isLast) : step(folder, part))));
    found = next.flat();
  }
  return { root, paths: [...new Set(found)].sort() };
}

/** The folder and all folders in it, or all that is in it; links to folders are not followed. */
async function below(folder: string, isLast: boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = isLast ? [] : [folder];
  for (const entry of entries.filter(({ name }) => !name.startsWith('.'))) {
    const path = join(folder, entry.name);
    if (isLast) found.push(path);
    if (entry.isDirectory()) found.push(...(await below(path, isLast)));
  }
  return found;
}

async function step(folder: string, part: string): Promise<string[]> {
  if (!MAGIC.test(part)) {
    const path = join(folder, part);
    return existsSync(path) ? [path] : [];
  }
  const isMeant = namePattern(part);
  const entries = await readdir(folder).catch(() => []);
  return entries.filter((entry) => isMeant(entry) && !entry.startsWith('.')).map((entry) => join(folder, entry));
}
