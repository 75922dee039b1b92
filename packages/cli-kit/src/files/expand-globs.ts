import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';

/**
 * The files that the patterns mean, each once. Shells do this, except on Windows and inside quotes. A path that exists
 * is taken as it is; in others `*`, `?` and `[…]` stand for names of one folder, without those that begin with a dot.
 * Sorted within a pattern. A pattern without a match gives nothing.
 */
export async function expandGlobs(patterns: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    if (existsSync(pattern) || !/[*?[]/.test(pattern)) found.push(pattern);
    else found.push(...(await matches(pattern)));
  }
  return [...new Set(found)];
}

async function matches(pattern: string): Promise<string[]> {
  const parts = pattern.split(sep === '\\' ? /[\\/]/ : '/');
  const isAbsolute = parts[0] === '' || /^[A-Za-z]:$/.test(parts[0] ?? '');
  let folders = [isAbsolute ? `${parts[0]}${sep}` : ''];
  for (const part of isAbsolute ? parts.slice(1) : parts) {
    const next = await Promise.all(folders.map((folder) => step(folder, part)));
    folders = next.flat();
  }
  return folders.sort();
}

async function step(folder: string, part: string): Promise<string[]> {
  if (!/[*?[]/.test(part)) {
    const path = join(folder, part);
    return existsSync(path) ? [path] : [];
  }
  const name = toRegExp(part);
  const entries = await readdir(folder === '' ? '.' : folder).catch(() => []);
  return entries.filter((entry) => name.test(entry) && !entry.startsWith('.')).map((entry) => join(folder, entry));
}

function toRegExp(glob: string): RegExp {
  const source = glob.replace(/\[!?[^\]]+\]|[\s\S]/g, (token) => {
    if (token === '*') return '[\\s\\S]*';
    if (token === '?') return '[\\s\\S]';
    if (token.length > 2) return token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    return token.replace(/[.+^${}()|[\]\\]/, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
