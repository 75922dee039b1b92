import { resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { flagsOf, type OptionValue } from './flags.ts';
import { type FrontEndFormat, runFrontEnd } from './front-end.ts';
import { projectFolder } from './project.ts';

/** The options of `@buildset/nx:attach`; any other is handed on as a flag of the command. */
export interface AttachOptions {
  readonly format: FrontEndFormat;
  /** What to attach, relative to the workspace: distributions (pypi), or a folder or tarballs (npm; default the project). */
  readonly files?: readonly string[];
  readonly [flag: string]: OptionValue;
}

/** Attaches a project's files by `codeartifact-npm attach` or `codeartifact-twine upload`. */
export default async function attach(
  { format, files = [], ...flags }: AttachOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const paths = files.map((file) => resolve(context.root, file));
  const command = format === 'npm' ? 'attach' : 'upload';
  return { success: await runFrontEnd(format, [command, ...paths, ...flagsOf(flags)], projectFolder(context)) };
}
