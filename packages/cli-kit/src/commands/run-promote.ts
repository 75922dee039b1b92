import { promote } from '@buildset/core';
import type { Context } from '../context.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { Formats } from '../formats.ts';
import { type PromoteFlags, withPromotion } from './prepare-promotion.ts';

/** Promotes, and reports. A refusal is a result with an exit code of its own. */
export function runPromote(formats: Formats): (args: PromoteFlags, context: Context) => Promise<ExitCode> {
  return (args, context) =>
    withPromotion(formats, args, context, async ({ finish, options, ports, request }) =>
      finish(await promote(request, ports, options)),
    );
}
