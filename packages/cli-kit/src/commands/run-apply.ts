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
import { answersOf } from '../connection/answers.ts';
import { connectEnds } from '../connection/connect-ends.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import type { Formats } from '../formats.ts';
import { readPlan } from '../plan/plan-files.ts';
import { reportPromotion, watchPromotion } from '../render/report-promotion.ts';
import { routeOf } from './promotion-request.ts';
import { operationOptions } from './operation-options.ts';

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
    const watch = watchPromotion(request, context);
    try {
      watch.counts((await context.connect(source.settings)).meter);
      const ends = await connectEnds({ from: source, to: destination }, args, context);
      const repository = { from: ends.source.reader(request.from), to: ends.destination.reader(request.to) };
      requirePlannedEnds(file, { from: repository.from.repository, to: repository.to.repository });
      const answers = answersOf(ends.home, format.format, file.assume);
      const options = { ...operationOptions(args, context), onEvent: watch.onEvent };
      return await reportPromotion(await promote(request, { ...ends, format, answers }, options), context);
    } catch (error) {
      watch.failed(error);
      throw error;
    }
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
