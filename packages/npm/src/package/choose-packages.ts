import { stat } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { type Context, expandGlobs, usageError } from '@buildset/cli-kit';
import { findWorkspaceRoot, type WorkspacePackage, workspaceOrder } from '@buildset/format-npm';
import { NpmCommandError } from '../npm-command-error.ts';
import { findPackage, readPackage, requirePackage } from './read-package.ts';

/** What the command line says of the packages that are meant. */
export interface PackageArguments {
  /** Folders and tarballs. */
  readonly packages?: readonly (string | number)[] | undefined;
  readonly workspace?: readonly (string | number)[] | undefined;
  readonly workspaces?: boolean | undefined;
}

/** Something to attach: a folder to pack, or a tarball. Absolute paths. */
export type Chosen = { readonly kind: 'folder' | 'tarball'; readonly path: string };

/** The packages that are meant; those of a monorepo in the order of their dependencies, without the private ones. */
export async function choosePackages(args: PackageArguments, context: Context): Promise<Chosen[]> {
  const paths = (args.packages ?? []).map(String);
  if (isAboutWorkspaces(args)) {
    if (paths.length > 0) throw usageError('--workspace and --workspaces take no folders or tarballs beside them.');
    const members = await chooseWorkspaces(args, context);
    return members.map(({ folder }) => ({ kind: 'folder', path: folder }));
  }
  if (paths.length === 0) return [{ kind: 'folder', path: (await requirePackage(context.folder)).folder }];
  const found = await expandGlobs(paths.map((path) => resolve(context.folder, path)));
  if (found.length === 0) throw usageError(`Nothing matches ${paths.join(' ')}.`, 'Give folders or tarballs.');
  return await Promise.all(found.map(chosen));
}

/** Whether a command is about packages of a monorepo. */
export function isAboutWorkspaces({
  workspace,
  workspaces,
}: Readonly<Record<string, unknown>> | PackageArguments): boolean {
  return workspaces === true || (Array.isArray(workspace) && workspace.length > 0);
}

/**
 * The packages of the monorepo at hand that are named, or all, in the order of their dependencies. Private ones are left
 * out and told, as npm does. Throws `no-workspaces`.
 */
export async function chooseWorkspaces(
  { workspace = [], workspaces }: PackageArguments,
  { folder, output }: Pick<Context, 'folder' | 'output'>,
): Promise<WorkspacePackage[]> {
  if (workspaces === true && workspace.length > 0) throw usageError('Give --workspace or --workspaces, not both.');
  const root = await monorepoOf(folder);
  const { circles, packages } = await workspaceOrder(root);
  const wanted = workspace.map(String);
  const isWanted = (one: WorkspacePackage): boolean =>
    wanted.length === 0 || wanted.some((name) => one.name === name || isIn(one.folder, resolve(folder, name)));
  for (const name of wanted) {
    if (packages.some((one) => one.name === name || isIn(one.folder, resolve(folder, name)))) continue;
    throw new NpmCommandError('no-workspaces', `${root} has no package "${name}".`, `It has ${listed(packages)}.`);
  }
  const meant = packages.filter(isWanted);
  for (const { name } of meant.filter(({ isPrivate }) => isPrivate)) output.warn(`${name} is private, and left out.`);
  const publics = meant.filter(({ isPrivate }) => !isPrivate);
  if (publics.length === 0)
    throw new NpmCommandError(
      'no-workspaces',
      `${root} has no package to publish.`,
      'Remove "private" from what is meant to be published.',
    );
  for (const circle of circles) output.warn(`${circle.join(', ')} need each other: no order among them is right.`);
  return publics;
}

/** The root of the monorepo: the package at hand if it has workspaces, else the one whose workspace it is. */
async function monorepoOf(folder: string): Promise<string> {
  const here = await findPackage(folder);
  if (here?.hasWorkspaces === true) return here.folder;
  const root = here === undefined ? undefined : await findWorkspaceRoot(here.folder);
  if (root !== undefined) return root;
  const where = here?.folder ?? folder;
  throw new NpmCommandError(
    'no-workspaces',
    `${where} is in no monorepo: no package.json has "workspaces" with it.`,
    'Run it in a monorepo, or leave --workspace and --workspaces out.',
  );
}

async function chosen(path: string): Promise<Chosen> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() !== true) return { kind: 'tarball', path };
  if (await readPackage(path)) return { kind: 'folder', path };
  throw new NpmCommandError(
    'no-package-here',
    `There is no package.json in ${path}.`,
    'Give a folder that has one, or a tarball.',
  );
}

/** Whether a package is at a path or, as npm has it, in a folder of several. */
function isIn(folder: string, path: string): boolean {
  const inside = relative(path, folder);
  return inside === '' || !/^\.\.(?:$|[/\\])/.test(inside);
}

function listed(packages: readonly WorkspacePackage[]): string {
  return packages.length === 0 ? 'none' : packages.map(({ name }) => name).join(', ');
}
