import type { PromotionOptions, PromotionPorts, PromotionRequest, PromotionResult } from '@buildset/core';
import { answersOf } from '../connection/answers.ts';
import { connectEnds } from '../connection/connect-ends.ts';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Formats, formatOf } from '../formats.ts';
import { writePlan } from '../plan/plan-files.ts';
import { reportPromotion, watchPromotion } from '../render/report-promotion.ts';
import { type Ends, onlySource, type PromotionFlags, requestOf } from './promotion-request.ts';
import { operationOptions } from './operation-options.ts';

export interface PromoteFlags extends PromotionFlags {
  readonly format?: string | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly planOut?: string | undefined;
  readonly wait?: number | undefined;
}

/** All that `promote` of core is called with. */
export interface PreparedPromotion {
  readonly request: PromotionRequest;
  readonly ports: PromotionPorts;
  readonly options: PromotionOptions;
  /** From where to where, and how each is reached. */
  readonly places: Ends;
  /** Writes the plan where one is asked for, tells the result, and says what to end with: a refusal has a code of its own. */
  finish(result: PromotionResult): Promise<ExitCode>;
}

/**
 * Reads a promotion from the command line, connects its ends and does `work` with it. A failure is told with `--json` as
 * well, then thrown on.
 */
export async function withPromotion(
  formats: Formats,
  args: PromoteFlags,
  context: Context,
  work: (prepared: PreparedPromotion) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { planOut } = args;
  const format = await formatOf(formats, args.format);
  const found = await context.configuration();
  const asked = { ...args, dryRun: planOut === undefined ? args.dryRun : true };
  const { source, destination, ...request } = requestOf(asked, format, found);
  const watch = watchPromotion(request, context);
  try {
    watch.counts((await context.connect(source.settings)).meter);
    const ends = await connectEnds({ from: source, to: destination }, args, context);
    const assume = (args.assume ?? []).map(String);
    const options = { ...operationOptions(args, context), onEvent: watch.onEvent };
    const finish = async (result: PromotionResult): Promise<ExitCode> => {
      if (planOut !== undefined) {
        const from = args.from ?? onlySource(args.to ?? '', found) ?? request.from;
        await writePlan(planOut, result, { request, ends, assume, from, to: args.to ?? request.to });
      }
      return await reportPromotion(result, context);
    };
    const ports = { ...ends, format, answers: answersOf(ends.home, format.format, assume) };
    return await work({ request, ports, options, places: { source, destination }, finish });
  } catch (error) {
    watch.failed(error);
    throw error;
  }
}
