import { promote } from '@buildset/core';
import { answersOf } from '../connection/answers.ts';
import { connectEnds } from '../connection/connect-ends.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Formats, formatOf } from '../formats.ts';
import { actorOf } from '../provenance/provenance.ts';
import { reportPromotion, watchPromotion } from '../render/report-promotion.ts';
import { writePlan } from '../plan/plan-files.ts';
import { onlySource, type PromotionFlags, requestOf } from './promotion-request.ts';

export interface PromoteFlags extends PromotionFlags {
  readonly format?: string | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly planOut?: string | undefined;
  readonly wait?: number | undefined;
}

/** Promotes, and reports. A refusal is a result with an exit code of its own. */
export function runPromote(formats: Formats): (args: PromoteFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const format = await formatOf(formats, args.format);
    const found = await context.configuration();
    const { source, destination, ...request } = requestOf(
      { ...args, dryRun: args.planOut === undefined ? args.dryRun : true },
      format,
      found,
    );
    const watch = watchPromotion(request, context);
    try {
      watch.counts((await context.connect(source.settings)).meter);
      const ends = await connectEnds({ from: source, to: destination }, args, context);
      const assume = (args.assume ?? []).map(String);
      const answers = answersOf(ends.home, format.format, assume);
      const ports = { ...ends, format, answers };
      const result = await promote(request, ports, {
        onEvent: watch.onEvent,
        signal: context.signal,
        ...defined({ by: actorOf(context.environment) }),
        ...(args.wait === undefined ? {} : { waitMs: args.wait * 1000 }),
      });
      if (args.planOut !== undefined) {
        const from = args.from ?? onlySource(args.to ?? '', found) ?? request.from;
        await writePlan(args.planOut, result, { request, ends, assume, from, to: args.to ?? request.to });
      }
      await reportPromotion(result, context);
      return result.outcome === 'refused' ? EXIT.refused : EXIT.done;
    } catch (error) {
      watch.failed(error);
      throw error;
    }
  };
}
