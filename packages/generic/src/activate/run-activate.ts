import {
  type ConnectionFlags,
  type Context,
  defined,
  EXIT,
  type ExitCode,
  parseVersionRef,
  reportPromotion,
  settingsOf,
  targetOf,
} from '@buildset/cli-kit';
import { generic } from '@buildset/format-generic';
import { type SelectorArguments, selectorOf } from '../selector.ts';
import { activateSet } from './activate-set.ts';

interface ActivateArguments extends SelectorArguments, ConnectionFlags {
  readonly spec: string;
  readonly repository: string;
  readonly assume?: readonly (string | number)[] | undefined;
  readonly dryRun?: boolean | undefined;
  readonly override?: string | undefined;
  readonly wait?: number | undefined;
}

/** Activates, and reports as a promotion does. A refusal is a result with an exit code of its own. */
export async function runActivate(args: ActivateArguments, context: Context): Promise<ExitCode> {
  const ref = parseVersionRef(args.spec, generic);
  const found = await context.configuration();
  const { gates, repository } = targetOf(args.repository, found.configuration);
  const selector = selectorOf(args);
  const request = {
    ref,
    selector,
    repository,
    dryRun: args.dryRun ?? false,
    ...defined({ gates, override: args.override }),
  };
  const connection = await context.connect(settingsOf(args, found));
  const waitMs = args.wait === undefined ? undefined : args.wait * 1000;
  const options = defined({ assume: args.assume?.map(String), waitMs });
  const result = await activateSet(request, connection, context, options);
  reportPromotion(result, context);
  return result.outcome === 'refused' ? EXIT.refused : EXIT.done;
}
