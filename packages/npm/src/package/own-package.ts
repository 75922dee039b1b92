import { type ArgumentDefaults, type Environment, usageError } from '@buildset/cli-kit';
import { parseNpmVersion } from '@buildset/format-npm';
import { isAboutWorkspaces } from './choose-packages.ts';
import { NpmCommandError } from '../npm-command-error.ts';
import { findPackage, type PackageFolder, requirePackage } from './read-package.ts';

/**
 * Takes the package and version that a command is about from the package.json at hand, when none was given. Throws
 * `no-package-here`, and `usage` for flags that `npm run` kept for itself.
 */
export const ownVersion: ArgumentDefaults = async (given, { environment, folder, program }) => {
  checkNpmRun(given, environment, program);
  if (given['spec'] !== undefined || given['package'] !== undefined || isAboutWorkspaces(given)) return given;
  const { packageVersion } = given;
  const pkg = await requirePackage(folder);
  return typeof packageVersion === 'string' ? { ...given, package: requireName(pkg) } : { ...given, spec: specOf(pkg) };
};

/** As `ownVersion`, but the package alone, and nothing where there is none: of all packages there is something to tell too. */
export const ownPackageIfAny: ArgumentDefaults = async (given, { environment, folder, program }) => {
  checkNpmRun(given, environment, program);
  if (given['spec'] !== undefined) return given;
  const pkg = await findPackage(folder);
  return pkg?.name === undefined || pkg.isPrivate ? given : { ...given, spec: pkg.name };
};

/** `name@version`, the version as npm publishes it. Throws `no-package-here` for a package without either. */
function specOf(pkg: PackageFolder): string {
  const name = requireName(pkg);
  if (pkg.version !== undefined) return `${name}@${parseNpmVersion(pkg.version).published}`;
  throw unnamed(pkg, 'version');
}

function requireName(pkg: PackageFolder): string {
  if (pkg.name !== undefined) return pkg.name;
  throw unnamed(pkg, 'name');
}

function unnamed({ folder, hasWorkspaces }: PackageFolder, what: string): NpmCommandError {
  const all = hasWorkspaces ? 'Give --workspaces where the command has it, run' : 'Run';
  const next = `${all} it in a package, or name the package: <package>@<version>.`;
  return new NpmCommandError('no-package-here', `The package.json in ${folder} has no ${what}.`, next);
}

/** Flags of ours that npm takes for its own configuration when they stand before `--`; none that npm has itself but `--dry-run`. */
const SWALLOWED = [
  'build',
  'from',
  'to',
  'to-registry',
  'repository',
  'set',
  'file',
  'last',
  'last-passed',
  'expect',
  'package-version',
  'dry-run',
  'plan-out',
  'release',
  'work-item',
  'activate',
  'exclusive',
  'override',
  'keep-tags',
  'check-deps',
  'with-deps',
  'strip-build',
  'domain',
  'domain-owner',
  'region',
  'profile',
  'endpoint-url',
  'home',
];

/** `npm run promote --build 23` gives the script no `--build`: acting on less than what was typed would be wrong. */
export function checkNpmRun(given: Readonly<Record<string, unknown>>, environment: Environment, program: string): void {
  const script = environment['npm_lifecycle_event'];
  if (script === undefined) return;
  const kept = SWALLOWED.map((name) => keptFlag(name, environment)).find(
    (flag) => flag !== undefined && given[flag] === undefined && given[camelCase(flag)] === undefined,
  );
  if (kept === undefined) return;
  throw usageError(
    `npm kept --${kept} for itself, and ${program} did not get it.`,
    `Write a -- before the flags: npm run ${script} -- --${kept} ….`,
  );
}

/** The flag as it was typed, where npm has kept it: `--no-activate` is empty. */
function keptFlag(name: string, environment: Environment): string | undefined {
  const value = environment[`npm_config_${name.replaceAll('-', '_')}`];
  if (value === undefined || value === 'false') return undefined;
  if (value !== '') return name;
  return name === 'activate' ? `no-${name}` : undefined;
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
