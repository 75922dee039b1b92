import {
  type ConnectionFlags,
  type Context,
  EXIT,
  type ExitCode,
  parseVersionRef,
  settingsOf,
} from '@buildset/cli-kit';
import { claimBuild, formatVersion, openBuild } from '@buildset/core';
import { generic } from '@buildset/format-generic';

interface OpenArguments extends ConnectionFlags {
  readonly spec: string;
  readonly build: string;
}

/** Opens a build, and prints its tag. */
export async function runOpen(args: OpenArguments, context: Context): Promise<ExitCode> {
  const ref = parseVersionRef(args.spec, generic);
  const home = await (await context.connect(settingsOf(args, await context.configuration()))).home();
  const isClaimed = args.build === 'auto';
  const build = isClaimed ? await claimBuild(ref, home) : args.build;
  const isNew = isClaimed || (await openBuild(ref, build, home));
  const { format, name, namespace = null, version } = ref;
  context.output.result(
    [
      `${formatVersion(ref)} build ${build} ${isNew ? 'is open' : 'was open before: no change'}`,
      `Jobs add to it with add --build ${build}; then seal it.`,
    ],
    {
      schemaVersion: 1,
      open: { outcome: isNew ? 'opened' : 'already-open', format, namespace, package: name, version, build },
    },
  );
  return EXIT.done;
}
