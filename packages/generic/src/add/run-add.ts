import { type ConnectionFlags, type Context, EXIT, type ExitCode, plural, settingsOf } from '@buildset/cli-kit';
import { type AddedFiles, addToOpenRecord, formatVersion } from '@buildset/core';
import { generic } from '@buildset/format-generic';
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
  const added = await addToOpenRecord({ ref, build: args.build, files }, home, {
    concurrency: 16,
    format: generic,
    onEvent: (event) => {
      if (event.type === 'uploaded' || event.type === 'already-there') outcomes.set(event.asset, event.type);
      show(event);
    },
  });
  context.progress.end();
  const { format, name, namespace = null, version } = ref;
  const assets = files.map(({ asset }) => ({ ...asset, outcome: outcomes.get(asset.name) }));
  const build = { format, namespace, package: name, version, build: args.build };
  context.output.result([sentence(added, [...outcomes.values()], `${formatVersion(ref)} build ${args.build}`)], {
    schemaVersion: 1,
    add: { outcome: added.outcome, digest: added.digest ?? null, ...build, assets },
  });
  return EXIT.done;
}

function sentence({ digest, outcome }: AddedFiles, outcomes: readonly string[], what: string): string {
  const files = plural(outcomes.length, 'file');
  if (outcome === 'already-sealed') return `${what} is sealed with these already: no change; ${files}, set ${digest}.`;
  if (outcome === 'already-there')
    return `${what} has these already: no change; ${files}. It stays open until it is sealed.`;
  const present = outcomes.filter((one) => one === 'already-there').length;
  const there = present > 0 ? ` (${present} of them were there already)` : '';
  return `${files} added to ${what}${there}; it stays open until it is sealed.`;
}
