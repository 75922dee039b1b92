/** Joins as POSIX does from a root that nothing leaves: `..` at the root stays there. No leading or trailing `/`. */
export function insidePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** As `insidePath`, but undefined when the path leaves the root. */
export function relativePath(path: string): string | undefined {
  let depth = 0;
  for (const part of path.split('/')) {
    if (part !== '' && part !== '.') depth += part === '..' ? -1 : 1;
    if (depth < 0) return undefined;
  }
  return insidePath(path);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Every path and the folders that they stand in, in the order of first mention. */
export function withFolders(paths: readonly string[]): string[] {
  const all = new Set<string>();
  for (const path of paths) {
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) all.add(path.slice(0, at));
    all.add(path);
  }
  return [...all];
}
