import {
  actorOf,
  connectIndex,
  type Context,
  defined,
  EXIT,
  type ExitCode,
  type FoundConfiguration,
  gatesFor,
  type IndexLogin,
  onlySource,
  type Place,
  placeOf,
  refOf,
  reportPromotion,
  selectorOf,
  type Target,
  targetOf,
  usageError,
  watchPromotion,
} from '@buildset/cli-kit';
import { type OutsideRequest, promoteOutside } from '@buildset/core';
import { pypi } from '@buildset/format-pypi';
import type { OutsideFlags } from './flags.ts';

/** Promotes to an index outside CodeArtifact, and reports. */
export async function promoteToIndex(args: OutsideFlags, login: IndexLogin, context: Context): Promise<ExitCode> {
  const found = await context.configuration();
  const { request, source } = requestOf(args, login, found);
  const watch = watchPromotion({ ...request, to: withoutLogin(login.url) }, context);
  try {
    const { domain, home: openHome, meter, spool } = await context.connect(source.settings);
    watch.counts(meter);
    const { environment, signal } = context;
    const index = await connectIndex(login, { environment, signal, meter });
    const ports = { source: domain, home: await openHome(), index, format: pypi, spool, meter };
    const result = await promoteOutside(request, ports, {
      onEvent: watch.onEvent,
      signal,
      ...defined({ by: actorOf(environment) }),
      ...(args.wait === undefined ? {} : { waitMs: args.wait * 1000 }),
    });
    await reportPromotion(result, context);
    return result.outcome === 'refused' ? EXIT.refused : EXIT.done;
  } catch (error) {
    watch.failed(error);
    throw error;
  }
}

function requestOf(
  args: OutsideFlags,
  { url }: IndexLogin,
  found: FoundConfiguration,
): { readonly request: OutsideRequest; readonly source: Place } {
  for (const flag of ['exclusive', 'replace', 'planOut'] as const) {
    if (args[flag] === undefined || args[flag] === false) continue;
    const name = flag === 'planOut' ? 'plan-out' : flag;
    throw usageError(`--${name} means nothing for an index outside CodeArtifact: files there are for good.`);
  }
  const stage = stageFor(args.to, withoutLogin(url), found);
  const fromName = args.from ?? (stage.gates && onlySource(stage.gates.stage, found));
  if (fromName === undefined) throw usageError('The repository that holds the build is needed.', 'Give --from.');
  const source = placeOf(fromName, args, found);
  const gates = stage.gates && gatesFor(stage.gates, source, args, found);
  const request: OutsideRequest = {
    ref: refOf(args, pypi),
    selector: selectorOf(args),
    from: source.repository,
    strip: args.stripBuild ?? stage.stripBuild,
    addAnyway: args.addAnyway ?? false,
    dryRun: args.dryRun ?? false,
    ...(gates ? { gates } : {}),
    ...(args.override === undefined ? {} : { override: args.override }),
  };
  return { request, source };
}

/** An index is guarded by its stage's gates under whichever of its names it is called. */
function stageFor(name: string | undefined, url: string, { configuration }: FoundConfiguration): Target {
  const names = [...(name === undefined ? [] : [name]), url, url.replace(/\/+$/, ''), url.replace(/\/*$/, '/')];
  const targets = names.map((one) => targetOf(one, configuration));
  return targets.find(({ gates }) => gates !== undefined) ?? targetOf(url, configuration);
}

function withoutLogin(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  url.username = '';
  url.password = '';
  return url.href;
}
