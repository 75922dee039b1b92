import {
  CodedError,
  type Forecast,
  type Meter,
  type Method,
  type PromotionEvent,
  type PromotionRequest,
  type PromotionResult,
} from '@buildset/core';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { forecastJson, renderForecast } from './forecast.ts';
import { type FailedPromotion, failedPromotionJson, promotionJson } from './promotion-json.ts';
import { promotionProgress } from './promotion-progress.ts';
import { type PromotionKind, renderPromotion } from './promotion.ts';

/**
 * Tells a result: on stdout what came of it, on stderr warnings and, when it was refused, why and what to do. Returns what to
 * end with: a refusal has a code of its own.
 */
export async function reportPromotion(
  result: PromotionResult,
  { output, progress }: Context,
  kind?: PromotionKind,
): Promise<ExitCode> {
  progress.end();
  const plan = result.forecast && (await foreseen(result.forecast));
  const lines = [...renderPromotion(result, output.colors, kind), ...(plan?.lines ?? [])];
  output.result(lines, promotionJson(result, plan?.json));
  for (const warning of result.warnings) output.warn(warning);
  if (result.reason) output.error({ ...result.reason, side: 'destination' });
  return result.outcome === 'refused' ? EXIT.refused : EXIT.done;
}

/** What a plan will ask, as text and as JSON. The quotas are known to the adapter, which is loaded for a dry run only. */
async function foreseen(forecast: Forecast): Promise<{ readonly lines: readonly string[]; readonly json: object }> {
  const { secondsUnderQuotas } = await import('@buildset/codeartifact');
  const seconds = secondsUnderQuotas(forecast.calls);
  return { lines: renderForecast(forecast, seconds), json: forecastJson(forecast, seconds) };
}

/** Follows a promotion, so that one that fails, even before it began, can still be told with `--json`. */
export interface PromotionWatch {
  /** To be called with what counts the requests. */
  counts(meter: Meter): void;
  onEvent(event: PromotionEvent): void;
  /** Prints the answer of a failed promotion. */
  failed(error: unknown): void;
}

/** Follows `work`, which promotes: where it fails, that is told with `--json` as well, then thrown on. */
export async function whileWatched<Result>(
  request: PromotionRequest,
  context: Context,
  work: (watch: PromotionWatch) => Promise<Result>,
): Promise<Result> {
  const watch = watchPromotion(request, context);
  try {
    return await work(watch);
  } catch (error) {
    watch.failed(error);
    throw error;
  }
}

export function watchPromotion(request: PromotionRequest, { output, progress, signal }: Context): PromotionWatch {
  const show = promotionProgress(progress, output);
  let meter: Meter | undefined;
  let method: Method | undefined;
  let set: FailedPromotion['set'];
  return {
    counts(given) {
      meter = given;
    },
    onEvent(event) {
      if (event.type === 'selected') set = { digest: event.digest, builds: event.builds };
      if (event.type === 'planned') method = event.method;
      show(event);
    },
    failed(error) {
      progress.end();
      if (!output.options.json) return;
      const told = error instanceof CodedError ? error : new CodedError('unexpected', String(error));
      const reason = signal.aborted ? new CodedError('aborted', 'Interrupted.') : told;
      const counted = meter?.read() ?? { calls: {}, writes: 0, bytesTransferred: 0 };
      output.result([], failedPromotionJson({ request, error: reason, method, set, meter: counted }));
    },
  };
}
