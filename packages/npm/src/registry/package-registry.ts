import type { PackageFolder } from '../package/read-package.ts';
import type { NpmConfig, NpmConfigValue } from './npm-config.ts';

/**
 * The registry that `npm publish` would send a package to. As npm has it: the scope's own registry goes before the
 * common one, and `publishConfig` before what is configured for the same of the two. Undefined when that is npm's default.
 */
export function registryOf(
  pkg: Pick<PackageFolder, 'name' | 'folder' | 'publishConfig'>,
  config: NpmConfig,
): NpmConfigValue | undefined {
  const scope = pkg.name?.startsWith('@') === true ? pkg.name.slice(0, pkg.name.indexOf('/')) : undefined;
  const names = scope === undefined ? ['registry'] : [`${scope}:registry`, 'registry'];
  for (const name of names) {
    const own = pkg.publishConfig[name];
    if (typeof own === 'string' && own !== '') return { value: own, from: `publishConfig of ${pkg.folder}` };
    const configured = config.get(name);
    if (configured) return configured;
  }
  return undefined;
}

/** A setting of npm's that `publishConfig` goes over, for example `tag`. */
export function publishSetting(
  name: string,
  pkg: Pick<PackageFolder, 'publishConfig'>,
  config: NpmConfig,
): string | undefined {
  const own = pkg.publishConfig[name];
  return typeof own === 'string' && own !== '' ? own : config.get(name)?.value;
}
