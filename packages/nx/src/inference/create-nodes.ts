import { dirname, join, relative, sep } from 'node:path';
import { findConfiguration } from '@buildset/cli-kit';
import type { CreateNodesResult, CreateNodesV2 } from '@nx/devkit';
import { type Manifest, MANIFESTS, readManifest } from './manifest.ts';
import { type PluginOptions, targetsOf } from './targets.ts';

/**
 * Infers the targets `attach` and `promote` for each project that publishes a package and for which a buildset
 * configuration stands in its folder or above it within the workspace. Throws what reading that configuration throws,
 * since an unreadable one must not make targets disappear.
 */
export const createNodes: CreateNodesV2<PluginOptions> = [
  `**/{${MANIFESTS.join(',')}}`,
  async (files, options, { workspaceRoot }) => {
    const roots = [...new Set(files.map((file) => dirname(file)))];
    const results = await Promise.all(
      roots.map(async (root) => {
        const ofRoot = files.filter((file) => dirname(file) === root);
        const result = await inferProject(root, ofRoot, options ?? {}, workspaceRoot);
        return ofRoot.map((file, index) => [file, index === 0 ? result : {}] as const);
      }),
    );
    return results.flat();
  },
];

async function inferProject(
  root: string,
  files: readonly string[],
  options: PluginOptions,
  workspaceRoot: string,
): Promise<CreateNodesResult> {
  const read = await Promise.all(files.map((file) => readManifest(join(workspaceRoot, file))));
  const manifests = read.filter((manifest): manifest is Manifest => manifest !== undefined);
  const [first] = manifests;
  if (!first) return {};
  const { configuration, file } = await findConfiguration(join(workspaceRoot, root), {});
  if (file === undefined || !isInside(workspaceRoot, file)) return {};
  const targets = targetsOf(manifests, Object.keys(configuration.stages ?? {}), options);
  return { projects: { [root]: { root, name: first.name, targets } } };
}

function isInside(folder: string, file: string): boolean {
  const path = relative(folder, file);
  return path !== '..' && !path.startsWith(`..${sep}`);
}
