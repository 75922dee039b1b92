import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { findWorkspaceRoot } from '@buildset/format-npm';
import * as v from 'valibot';
import { NpmCommandError } from '../npm-command-error.ts';

const manifest = v.looseObject({
  name: v.optional(v.string()),
  version: v.optional(v.string()),
  private: v.optional(v.unknown()),
  publishConfig: v.optional(v.record(v.string(), v.unknown())),
  workspaces: v.optional(v.unknown()),
});

/** What the commands need of a package's folder. */
export interface PackageFolder {
  /** Absolute. */
  readonly folder: string;
  readonly name?: string;
  readonly version?: string;
  /** What npm refuses to publish. */
  readonly isPrivate: boolean;
  /** `publishConfig`, which goes over npm's own configuration. */
  readonly publishConfig: Readonly<Record<string, unknown>>;
  readonly hasWorkspaces: boolean;
}

/** The package of a folder, or of the nearest folder above that has a package.json, as npm finds it. */
export async function findPackage(folder: string): Promise<PackageFolder | undefined> {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = await readPackage(at);
    if (found || dirname(at) === at) return found;
  }
}

/** The folder whose `.npmrc` npm reads: the root of the workspaces, else the package's, else the folder itself. */
export async function projectFolder(folder: string): Promise<string> {
  const here = await findPackage(folder);
  return here === undefined ? folder : ((await findWorkspaceRoot(here.folder)) ?? here.folder);
}

/** The package of exactly this folder; undefined when it has no package.json. Throws `no-package-here` for a broken one. */
export async function readPackage(folder: string): Promise<PackageFolder | undefined> {
  const file = join(folder, 'package.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return;
    throw broken(file, error);
  });
  if (text === undefined) return undefined;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), manifest), text.replace(/^\uFEFF/, ''));
  if (!parsed.success) throw broken(file, new Error(parsed.issues.map(({ message }) => message).join('; ')));
  const { name, publishConfig = {}, version, workspaces } = parsed.output;
  return {
    folder: resolve(folder),
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    isPrivate: Boolean(parsed.output.private),
    publishConfig,
    hasWorkspaces: Boolean(workspaces),
  };
}

/** The package that a command without one is about. Throws `no-package-here`. */
export async function requirePackage(folder: string): Promise<PackageFolder> {
  const found = await findPackage(folder);
  if (found) return found;
  throw new NpmCommandError(
    'no-package-here',
    `There is no package.json in ${folder}, nor above it.`,
    'Run it in a package, or name the package: <package>@<version>.',
  );
}

function broken(file: string, cause: unknown): NpmCommandError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new NpmCommandError('no-package-here', `${file} cannot be read: ${why}`, 'Correct it.', { cause });
}
