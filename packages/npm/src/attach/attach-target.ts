import {
  type ConnectionFlags,
  type ConnectionSettings,
  type Context,
  defined,
  entryStage,
  flagsAt,
  type FoundConfiguration,
  parseCodeArtifactUrl,
  placeOf,
  type Target,
  targetOf,
  usageError,
  withoutLogin,
} from '@buildset/cli-kit';
import { NpmCommandError } from '../npm-command-error.ts';
import type { Chosen } from '../package/choose-packages.ts';
import { findPackage, type PackageFolder, projectFolder, readPackage } from '../package/read-package.ts';
import { type NpmConfig, type NpmConfigValue, readNpmConfig } from '../registry/npm-config.ts';
import { publishSetting, registryOf } from '../registry/package-registry.ts';

/** Where builds are for, and how npm's own settings say that they are to be published. */
export interface AttachTarget {
  readonly target: Target;
  readonly settings: ConnectionSettings;
  /** npm's own settings for packing. */
  readonly packing: { readonly ignoreScripts?: boolean; readonly scriptShell?: string };
  /** The dist-tag that npm's own settings name; undefined for npm's default. */
  readonly tag?: string;
}

interface TargetArguments extends ConnectionFlags {
  readonly repository?: string | undefined;
}

/**
 * The repository of `--repository`, else the one of CodeArtifact that `npm publish` would send all the packages to, else that
 * of the stage where builds begin. Domain, owner and region are taken from that address too where nothing else names them. Throws `registry-not-codeartifact`.
 */
export async function attachTarget(
  args: TargetArguments,
  chosen: readonly Chosen[],
  { environment, folder, ...context }: Context,
): Promise<AttachTarget> {
  const found = await context.configuration();
  const here = await findPackage(folder);
  const config = await readNpmConfig(await projectFolder(folder), environment);
  const packages = await packagesOf(chosen, here);
  const own = ownSettings(packages, config);
  const registry = commonRegistry(packages, config);
  const address = registry && parseCodeArtifactUrl(registry.value, 'npm');
  const given = args.domain ?? found.settings.domain?.value;
  const repository = args.repository ?? (address ? undefined : entryStage(found.configuration));
  if (repository !== undefined) {
    const flags = given === undefined && address ? flagsAt(address, args, environment, found.settings) : args;
    return { ...placeAndTarget(repository, flags, found), ...own };
  }
  if (!registry || !address) throw notCodeArtifact(registry);
  if (given !== undefined && given !== address.domain) {
    throw usageError(
      `npm publishes to the domain ${address.domain} (${registry.from}), and the domain ${given} was named.`,
      `Name the repository: --repository, of the domain ${given}.`,
    );
  }
  return { ...placeAndTarget(address.repository, flagsAt(address, args, environment, found.settings), found), ...own };
}

function placeAndTarget(
  name: string,
  flags: ConnectionFlags,
  found: FoundConfiguration,
): Pick<AttachTarget, 'settings' | 'target'> {
  return { target: targetOf(name, found.configuration), settings: placeOf(name, flags, found).settings };
}

async function packagesOf(chosen: readonly Chosen[], here: PackageFolder | undefined): Promise<PackageFolder[]> {
  const folders = chosen.filter(({ kind }) => kind === 'folder');
  const read = await Promise.all(folders.map(({ path }) => readPackage(path)));
  const packages = read.filter((pkg) => pkg !== undefined);
  return packages.length > 0 || here === undefined ? packages : [here];
}

/** The one registry of all the packages. Throws `registry-not-codeartifact` when they have several. */
function commonRegistry(packages: readonly PackageFolder[], config: NpmConfig): NpmConfigValue | undefined {
  if (packages.length === 0) return config.get('registry');
  const registries = packages.map((pkg) => registryOf(pkg, config));
  const values = [...new Set(registries.map((registry) => registry?.value.replace(/\/*$/, '')))];
  if (values.length <= 1) return registries[0];
  throw new NpmCommandError(
    'registry-not-codeartifact',
    `These packages have different registries: ${values.map(registryWord).join(', ')}.`,
    'Name the repository that all of them are for: --repository AbcDev.',
  );
}

function ownSettings(packages: readonly PackageFolder[], config: NpmConfig): Pick<AttachTarget, 'packing' | 'tag'> {
  const [only, ...others] = packages;
  const tag = only && others.length === 0 ? publishSetting('tag', only, config) : config.get('tag')?.value;
  const ignoreScripts = config.get('ignore-scripts')?.value === 'true';
  return {
    packing: {
      ...(ignoreScripts ? { ignoreScripts } : {}),
      ...defined({ scriptShell: config.get('script-shell')?.value }),
    },
    ...defined({ tag: tag === 'latest' ? undefined : tag }),
  };
}

function notCodeArtifact(registry: NpmConfigValue | undefined): NpmCommandError {
  const what = registry
    ? `npm publishes to ${registryWord(registry.value)} (${registry.from})`
    : 'npm publishes to its default registry';
  return new NpmCommandError(
    'registry-not-codeartifact',
    `Nothing says which repository the build is for: ${what}, which is none of CodeArtifact's.`,
    'Name it: --repository AbcDev, or run `codeartifact-npm login --repository AbcDev`.',
  );
}

function registryWord(address: string | undefined): string {
  if (address === undefined) return "npm's default";
  return URL.canParse(address) ? withoutLogin(address) : 'an invalid address';
}
