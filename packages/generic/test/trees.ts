import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Writes files under a folder; names that end with `.sh` may be executed. */
export async function writeTree(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    await chmod(target, path.endsWith('.sh') ? 0o755 : 0o644);
  }
}

/** A tree of so many small files in a few folders. */
export function smallFiles(count: number, content = ''): Record<string, string> {
  const paths = Array.from({ length: count }, (_, index) => `dir ${index % 7}/sub~${index % 3}/file-${index}.txt`);
  return {
    'deploy.sh': `#!/bin/sh ${content}`,
    ...Object.fromEntries(paths.slice(1).map((path) => [path, `${path} ${content}`])),
  };
}

/** Every file under a folder, with its mode and content. */
export async function readTree(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const mode = ((await stat(path)).mode & 0o777).toString(8);
    found[path.slice(folder.length + 1)] = `${mode} ${await readFile(path, 'utf8')}`;
  }
  return found;
}
