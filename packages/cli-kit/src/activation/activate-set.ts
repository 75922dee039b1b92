import {
  activate,
  type ActivationRequest,
  type FormatAdapter,
  type PromotionOptions,
  type PromotionResult,
} from '@buildset/core';
import type { Connection } from '../connection/connection.ts';
import { insideOf, promotionPorts } from '../connection/promotion-ports.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { actorOf } from '../provenance/provenance.ts';
import { promotionProgress } from '../render/promotion-progress.ts';

/** Assets transferred at once: most are small, and the rate budget is kept below this. */
const CONCURRENCY = 16;

export interface ActivateOptions {
  /** `NAME=VALUE` each: how the service behaves. */
  readonly assume?: readonly string[];
  /** How long to wait for another run at work on the package. Default 300,000. */
  readonly waitMs?: number;
  /** As `PromotionOptions` has it. */
  readonly turn?: PromotionOptions['turn'];
  /** Whether what goes on is to be shown with the version's name, since others go on beside it. Default false. */
  readonly isNamed?: boolean;
}

/** Makes a set what a repository's version holds, and shows how that goes on. */
export async function activateSet(
  request: ActivationRequest,
  { connection, format }: { readonly connection: Connection; readonly format: FormatAdapter },
  context: Context,
  { assume, isNamed, turn, waitMs }: ActivateOptions = {},
): Promise<PromotionResult> {
  const ports = promotionPorts(await insideOf(connection), format, assume);
  const show = promotionProgress(context.progress, context.output, isNamed === true ? request.ref : undefined);
  return await activate(request, ports, {
    onEvent: show,
    signal: context.signal,
    concurrency: CONCURRENCY,
    ...defined({ by: actorOf(context.environment), turn, waitMs }),
  });
}
