import {
  CodedError,
  type Meter,
  type Method,
  type PromotionEvent,
  type PromotionRequest,
  type PromotionResult,
  type SetDigest,
} from '@buildset/core';
import type { Context } from '../context.ts';
import { failedPromotionJson, promotionJson } from './promotion-json.ts';
import { promotionProgress } from './promotion-progress.ts';
import { renderPromotion } from './promotion.ts';

/** Tells a result: on stdout what came of it, on stderr warnings and, when it was refused, why and what to do. */
export function reportPromotion(result: PromotionResult, { output, progress }: Context): void {
  progress.end();
  output.result(renderPromotion(result, output.colors), promotionJson(result));
  for (const warning of result.warnings) output.warn(warning);
  if (result.reason) output.error({ ...result.reason, side: 'destination' });
}

/** Follows a promotion, so that one that fails can still be told with `--json`. */
export function watchPromotion(
  request: PromotionRequest,
  meter: Meter,
  { output, progress, signal }: Context,
): { onEvent(event: PromotionEvent): void; failed(error: unknown): void } {
  const show = promotionProgress(progress, output);
  let method: Method | undefined;
  let set: { readonly digest: SetDigest; readonly builds: readonly string[] } | undefined;
  return {
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
      output.result([], failedPromotionJson({ request, error: reason, method, set, meter: meter.read() }));
    },
  };
}
