import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { readManifest } from '../inference/manifest.ts';
import { flagsOf, type OptionValue } from './flags.ts';
import { type FrontEndFormat, runFrontEnd } from './front-end.ts';
import { projectFolder } from './project.ts';

/** The options of `@buildset/nx:promote`; any other is handed on as a flag of the command. */
export interface PromoteOptions {
  readonly format: FrontEndFormat;
  readonly [flag: string]: OptionValue;
}

/** Promotes one build of a project's version by `codeartifact-npm promote` or `codeartifact-twine promote`. */
export default async function promote(
  { format, ...flags }: PromoteOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const folder = projectFolder(context);
  const spec = 'package' in flags ? [] : await specOf(format, folder, flags);
  return { success: await runFrontEnd(format, ['promote', ...spec, ...flagsOf(flags)], folder) };
}

/** `codeartifact-npm` reads the package.json itself; Python's version is in the pyproject.toml, or given. */
async function specOf(
  format: FrontEndFormat,
  folder: string,
  { packageVersion }: Readonly<Record<string, OptionValue>>,
): Promise<string[]> {
  if (format === 'npm') return [];
  const manifest = await readManifest(join(folder, 'pyproject.toml'));
  if (!manifest) throw new Error(`${join(folder, 'pyproject.toml')} names no project.`);
  if (packageVersion !== undefined) return [`--package=${manifest.name}`];
  if (manifest.version === undefined) {
    throw new Error(`The version of ${manifest.name} is computed when it is built: give --packageVersion.`);
  }
  return [`${manifest.name}==${manifest.version}`];
}
