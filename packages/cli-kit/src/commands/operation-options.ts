import type { PromotionOptions } from '@buildset/core';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { actorOf } from '../provenance/provenance.ts';

/** How an operation on a package's log is run from the command line: how it is stopped, by whom it is, how long it waits. */
export function operationOptions(
  { wait }: { readonly wait?: number | undefined },
  { environment, signal }: Context,
): Pick<PromotionOptions, 'by' | 'signal' | 'waitMs'> {
  return { signal, ...defined({ by: actorOf(environment), waitMs: wait === undefined ? undefined : wait * 1000 }) };
}
