import type { PromotionOptions, PromotionPorts, PromotionRequest, PromotionResult } from '@buildset/core';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import { type Formats, formatOf } from '../formats.ts';
import { writePlan } from '../plan/plan-files.ts';
import { reportPromotion } from '../render/report-promotion.ts';
import { withConnectedPromotion } from './connected-promotion.ts';
import { type Ends, onlySource, type PromotionFlags, requestOf } from './promotion-request.ts';

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
  const assume = (args.assume ?? []).map(String);
  const routed = { request, source, destination, format, assume };
  return await withConnectedPromotion(routed, args, context, async (ports, options) => {
    const finish = async (result: PromotionResult): Promise<ExitCode> => {
      if (planOut !== undefined) {
        const from = args.from ?? onlySource(args.to ?? '', found) ?? request.from;
        await writePlan(planOut, result, { request, ends: ports, assume, from, to: args.to ?? request.to });
      }
      return await reportPromotion(result, context);
    };
    return await work({ request, ports, options, places: { source, destination }, finish });
  });
}
