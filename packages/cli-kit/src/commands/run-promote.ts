import { promote } from '@buildset/core';
import { answersOf } from '../connection/answers.ts';
import { connectEnds } from '../connection/connect-ends.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type Formats, formatOf } from '../formats.ts';
import { actorOf } from '../provenance/provenance.ts';
import { reportPromotion, watchPromotion } from '../render/report-promotion.ts';
import { type PromotionFlags, requestOf } from './promotion-request.ts';

export interface PromoteFlags extends PromotionFlags {
  readonly format?: string | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly wait?: number | undefined;
}

/** Promotes, and reports. A refusal is a result with an exit code of its own. */
export function runPromote(formats: Formats): (args: PromoteFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const format = await formatOf(formats, args.format);
    const { source, destination, ...request } = requestOf(args, format, await context.configuration());
    const watch = watchPromotion(request, context);
    try {
      watch.counts((await context.connect(source.settings)).meter);
      const ends = await connectEnds({ from: source, to: destination }, args, context);
      const answers = answersOf(ends.home, format.format, args.assume?.map(String));
      const ports = { ...ends, format, answers };
      const result = await promote(request, ports, {
        onEvent: watch.onEvent,
        signal: context.signal,
        ...defined({ by: actorOf(context.environment) }),
        ...(args.wait === undefined ? {} : { waitMs: args.wait * 1000 }),
      });
      await reportPromotion(result, context);
      return result.outcome === 'refused' ? EXIT.refused : EXIT.done;
    } catch (error) {
      watch.failed(error);
      throw error;
    }
  };
}
