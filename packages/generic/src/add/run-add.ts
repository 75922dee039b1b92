import { type ConnectionFlags, type Context, EXIT, type ExitCode, plural, settingsOf } from '@buildset/cli-kit';
import { addToOpenRecord, formatVersion } from '@buildset/core';
import { type PackageArguments, refOf } from '../package-ref.ts';
import { sendingProgress } from '../publish/progress.ts';
import { type TreeArguments, treeBuild } from '../tree/tree-build.ts';

interface AddArguments extends PackageArguments, TreeArguments, ConnectionFlags {
  readonly build: string;
}

/** Adds files to an open build; the same files again are no change. */
export async function runAdd(args: AddArguments, context: Context): Promise<ExitCode> {
  const ref = refOf(args);
  const files = await treeBuild(args, ref, context);
  const home = await (await context.connect(settingsOf(args, await context.configuration()))).home();
  const outcomes = new Map<string, 'uploaded' | 'already-there'>();
  const show = sendingProgress(files, context);
  await addToOpenRecord({ ref, build: args.build, files }, home, {
    concurrency: 16,
    onEvent: (event) => {
      if (event.type === 'uploaded' || event.type === 'already-there') outcomes.set(event.asset, event.type);
      show(event);
    },
  });
  context.progress.end();
  const { format, name, namespace = null, version } = ref;
  const assets = files.map(({ asset }) => ({ ...asset, outcome: outcomes.get(asset.name) }));
  context.output.result(
    [
      `${plural(files.length, 'file')} added to ${formatVersion(ref)} build ${args.build}; it stays open until it is sealed.`,
    ],
    { schemaVersion: 1, add: { format, namespace, package: name, version, build: args.build, assets } },
  );
  return EXIT.done;
}
