import {
  type FormatAdapter,
  type PlanFile,
  plannedSelector,
  promote,
  type PromotionRequest,
  requirePlannedEnds,
  type TagPolicy,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import type { Formats } from '../formats.ts';
import { readPlan } from '../plan/plan-files.ts';
import { reportPromotion } from '../render/report-promotion.ts';
import { withConnectedPromotion } from './connected-promotion.ts';
import { routeOf } from './promotion-request.ts';

interface ApplyFlags extends ConnectionFlags {
  readonly plan: string;
  readonly dryRun?: boolean | undefined;
  readonly wait?: number | undefined;
}

/** Applies a plan, and reports as promote does. A plan that does not hold any more is a refusal. */
export function runApply(formats: Formats): (args: ApplyFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const file = await readPlan(args.plan);
    const format = await formatOfPlan(file, formats);
    const { addAnyway, allowPartial, allowUpstream, exclusive, from, override, plan, replace, to } = file;
    const allowed = { addAnyway, allowPartial, allowUpstream };
    const how = { stripBuild: file.strip, exclusive, replace, ...allowed, override, dryRun: args.dryRun };
    const route = routeOf({ ...args, ...how, from: from.name, to: to.name }, await context.configuration());
    const { source, destination, ...rest } = route;
    const request: PromotionRequest = {
      ...rest,
      ref: refOf(file),
      selector: plannedSelector(plan),
      planned: plan,
      ...(file.tags ? { tags: tagPolicyOf(file.tags) } : {}),
      ...defined({ keepDeprecation: file.keepDeprecation }),
    };
    const routed = { request, source, destination, format, assume: file.assume };
    return await withConnectedPromotion(routed, args, context, async (ports, options) => {
      const repository = { from: ports.source.reader(request.from), to: ports.destination.reader(request.to) };
      requirePlannedEnds(file, { from: repository.from.repository, to: repository.to.repository });
      return await reportPromotion(await promote(request, ports, options), context);
    });
  };
}

function refOf({ plan: { format, name, namespace, version } }: PlanFile) {
  return { format, name, version, ...defined({ namespace }) };
}

function tagPolicyOf(tags: NonNullable<PlanFile['tags']>): TagPolicy {
  if (tags.move !== 'set') return { move: tags.move };
  return { move: 'set', names: tags.names, ...defined({ mayGoBack: tags.mayGoBack }) };
}

async function formatOfPlan({ plan }: PlanFile, formats: Formats): Promise<FormatAdapter> {
  const name = formats.names.find((known) => known === plan.format);
  if (name) return await formats.load(name);
  throw usageError(
    `The plan is for a ${plan.format} package.`,
    'Apply it with buildset, or with the tool of that format.',
  );
}
