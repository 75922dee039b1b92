import { activateSet } from '../activation/activate-set.ts';
import { targetOf } from '../config/stages.ts';
import { connectPlace } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import type { ExitCode } from '../exit-codes.ts';
import type { ConnectionFlags } from '../flags.ts';
import { type Formats, formatOf, parseVersionRef } from '../formats.ts';
import { reportPromotion } from '../render/report-promotion.ts';
import { type SelectorFlags, selectorOf } from './selector.ts';
import { type TagFlags, tagsOf } from './tag-flags.ts';

interface ActivateFlags extends SelectorFlags, TagFlags, ConnectionFlags {
  readonly spec: string;
  readonly repository: string;
  readonly format?: string | undefined;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly dryRun?: boolean | undefined;
  readonly override?: string | undefined;
  readonly wait?: number | undefined;
}

/** Activates, and reports as a promotion does. A refusal is a result with an exit code of its own. */
export function runActivate(formats: Formats): (args: ActivateFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const format = await formatOf(formats, args.format);
    const ref = parseVersionRef(args.spec, format);
    const { connection, found } = await connectPlace(args.repository, args, context);
    const { gates, repository } = targetOf(args.repository, found.configuration);
    const selector = selectorOf(args);
    const request = {
      ref,
      selector,
      repository,
      dryRun: args.dryRun ?? false,
      ...tagsOf(args, format),
      ...defined({ gates, override: args.override }),
    };
    const waitMs = args.wait === undefined ? undefined : args.wait * 1000;
    const options = defined({ assume: args.assume?.map(String), waitMs });
    const result = await activateSet(request, { connection, format }, context, options);
    return await reportPromotion(result, context, 'activation');
  };
}
