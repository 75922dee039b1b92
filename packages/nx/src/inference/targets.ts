import type { TargetConfiguration } from '@nx/devkit';
import type { Manifest } from './manifest.ts';

/** The options of the plugin in nx.json. */
export interface PluginOptions {
  /** Default `attach`. */
  readonly attachTargetName?: string;
  /** Default `promote`. */
  readonly promoteTargetName?: string;
}

/**
 * The targets of a project: one to attach what its `build` made, and one to promote, with a configuration for each
 * stage (`nx promote app --configuration staging`). Neither is cached: both are about a registry's state. A project of
 * two formats has two of each, which end in `-npm` and `-pypi`.
 */
export function targetsOf(
  manifests: readonly Manifest[],
  stages: readonly string[],
  { attachTargetName = 'attach', promoteTargetName = 'promote' }: PluginOptions,
): Record<string, TargetConfiguration> {
  const targets: Record<string, TargetConfiguration> = {};
  for (const { format } of manifests) {
    const suffix = manifests.length > 1 ? `-${format}` : '';
    targets[`${attachTargetName}${suffix}`] = attach(format);
    targets[`${promoteTargetName}${suffix}`] = promote(format, stages);
  }
  return targets;
}

function attach(format: Manifest['format']): TargetConfiguration {
  return {
    executor: '@buildset/nx:attach',
    cache: false,
    dependsOn: ['build'],
    options: { format, ...(format === 'pypi' ? { files: ['{projectRoot}/dist/*'] } : {}) },
    metadata: { description: 'Attach what was built as a build of this version' },
  };
}

function promote(format: Manifest['format'], stages: readonly string[]): TargetConfiguration {
  return {
    executor: '@buildset/nx:promote',
    cache: false,
    options: { format },
    configurations: Object.fromEntries(stages.map((stage) => [stage, { to: stage }])),
    metadata: { description: 'Promote exactly one build of this version' },
  };
}
