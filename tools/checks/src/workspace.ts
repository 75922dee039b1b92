import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** A workspace package, as its package.json describes it. */
export interface Project {
  /** The package name. */
  readonly name: string;
  /** Path from the workspace root, with `/`. */
  readonly folder: string;
  /** The tags that start with `layer:`, without that prefix. */
  readonly layers: readonly string[];
  readonly targets: readonly string[];
  /** What the installed package may import: dependencies, peer and optional dependencies. */
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
}

export interface Workspace {
  readonly root: string;
  readonly projects: readonly Project[];
  /** The root's devDependencies: what tests, tools and configuration of every project may import. */
  readonly sharedDevDependencies: ReadonlySet<string>;
  /** Every file that is or could be committed, as sorted paths from the root with `/`. */
  readonly files: readonly string[];
}

type Manifest = Readonly<Record<string, unknown>>;

const NEVER_SOURCE = new Set(['.git', '.nx', '.tsbuild', 'coverage', 'dist', 'node_modules']);

/**
 * Reads the workspace at `root`: its projects (sorted by folder) and its files. In a git work tree the files are
 * git's (tracked, or new and not ignored); elsewhere all but build products and dependencies.
 */
export function readWorkspace(root: string): Workspace {
  const manifest = readManifest(join(root, 'package.json'));
  const folders = stringsOf(manifest['workspaces']).flatMap((pattern) => expand(root, pattern));
  return {
    root,
    projects: folders.toSorted().map((folder) => readProject(root, folder)),
    sharedDevDependencies: new Set(keysOf(manifest['devDependencies'])),
    files: filesOf(root).toSorted(),
  };
}

function expand(root: string, pattern: string): string[] {
  const parent = pattern.replace(/\/\*$/, '');
  const candidates = parent === pattern ? [pattern] : foldersIn(join(root, parent)).map((name) => `${parent}/${name}`);
  return candidates.filter((folder) => isFile(join(root, folder, 'package.json')));
}

function readProject(root: string, folder: string): Project {
  const manifest = readManifest(join(root, folder, 'package.json'));
  const nx = recordOf(manifest['nx']);
  return {
    name: typeof manifest['name'] === 'string' ? manifest['name'] : folder,
    folder,
    layers: stringsOf(nx['tags'])
      .filter((tag) => tag.startsWith('layer:'))
      .map((tag) => tag.slice('layer:'.length)),
    targets: keysOf(nx['targets']),
    dependencies: new Set(
      ['dependencies', 'peerDependencies', 'optionalDependencies'].flatMap((field) => keysOf(manifest[field])),
    ),
    devDependencies: new Set(keysOf(manifest['devDependencies'])),
  };
}

function filesOf(root: string): string[] {
  try {
    const listing = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    // A file that is deleted but still in the index is listed too.
    return [...new Set(listing.split('\0'))].filter((file) => file !== '' && isFile(join(root, file)));
  } catch {
    return walk(root, '');
  }
}

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NEVER_SOURCE.has(entry.name) ? [] : walk(root, path);
    return entry.isFile() ? [path] : [];
  });
}

function foldersIn(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function readManifest(path: string): Manifest {
  return recordOf(JSON.parse(readFileSync(path, 'utf8')));
}

function recordOf(value: unknown): Manifest {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf(value: unknown): string[] {
  return Object.keys(recordOf(value));
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
