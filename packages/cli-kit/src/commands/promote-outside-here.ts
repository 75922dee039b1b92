import {
  type Domain,
  type FormatAdapter,
  type Meter,
  type OutsideIndex,
  type OutsideRequest,
  promoteOutside,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import type { FoundConfiguration } from '../config/find-configuration.ts';
import { isOrdered, type Place, placeOf, type Target, targetOf } from '../config/stages.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { reportPromotion, whileWatched } from '../render/report-promotion.ts';
import { withoutLogin } from '../without-login.ts';
import type { PromoteFlags } from './prepare-promotion.ts';
import { buildOf, gatesFor, onlySource } from './promotion-request.ts';
import { operationOptions } from './operation-options.ts';

/** Where a promotion out of CodeArtifact goes. */
export interface OutsideDestination {
  /** Its address, a login in it or not. */
  readonly url: string;
  readonly format: FormatAdapter;
  connect(ends: OutsideEnds): Promise<OutsideIndex>;
}

/** What is known when the destination is connected. */
export interface OutsideEnds {
  readonly request: OutsideRequest;
  readonly source: Domain;
  readonly meter: Meter;
}

/** Promotes to an index outside CodeArtifact, and reports. */
export async function promoteOutsideHere(
  args: PromoteFlags,
  { connect, format, url }: OutsideDestination,
  context: Context,
): Promise<ExitCode> {
  const found = await context.configuration();
  const { request, source } = requestOf(args, { url, format }, found);
  return await whileWatched({ ...request, to: withoutLogin(url) }, context, async (watch) => {
    const { domain, home: openHome, meter, spool } = await context.connect(source.settings);
    watch.counts(meter);
    const index = await connect({ request, source: domain, meter });
    const ports = { source: domain, home: await openHome(), index, format, spool, meter };
    const options = { ...operationOptions(args, context), onEvent: watch.onEvent };
    return await reportPromotion(await promoteOutside(request, ports, options), context);
  });
}

function requestOf(
  args: PromoteFlags,
  { format, url }: Pick<OutsideDestination, 'format' | 'url'>,
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
    ...buildOf(args, format),
    from: source.repository,
    isSourceOrdered: isOrdered(fromName, found.configuration),
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
