import type { FormatAdapter, PromotionOptions, PromotionPorts, PromotionRequest } from '@buildset/core';
import type { Place } from '../config/stages.ts';
import { connectEnds } from '../connection/connect-ends.ts';
import { promotionPorts } from '../connection/promotion-ports.ts';
import type { Context } from '../context.ts';
import type { ConnectionFlags } from '../flags.ts';
import { whileWatched } from '../render/report-promotion.ts';
import { operationOptions } from './operation-options.ts';

/** A promotion between two repositories, its ends not connected yet. */
interface RoutedPromotion {
  readonly request: PromotionRequest;
  readonly source: Place;
  readonly destination: Place;
  readonly format: FormatAdapter;
  /** `NAME=VALUE`: how the service behaves. */
  readonly assume: readonly (string | number)[];
}

/** Connects the ends of a promotion and does `work` with it. A failure is told with `--json` as well, then thrown on. */
export async function withConnectedPromotion<Result>(
  { assume, destination, format, request, source }: RoutedPromotion,
  args: ConnectionFlags & { readonly wait?: number | undefined },
  context: Context,
  work: (ports: PromotionPorts, options: PromotionOptions) => Promise<Result>,
): Promise<Result> {
  return await whileWatched(request, context, async (watch) => {
    watch.counts((await context.connect(source.settings)).meter);
    const ends = await connectEnds({ from: source, to: destination }, args, context);
    const options = { ...operationOptions(args, context), onEvent: watch.onEvent };
    return await work(promotionPorts(ends, format, assume), options);
  });
}
