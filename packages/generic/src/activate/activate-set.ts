import { actorOf, answersOf, type Connection, type Context, defined, watchPromotion } from '@buildset/cli-kit';
import { activate, type ActivationRequest, type PromotionResult } from '@buildset/core';
import { generic } from '@buildset/format-generic';

export interface ActivateOptions {
  /** `NAME=VALUE` each: how the service behaves. */
  readonly assume?: readonly string[];
  /** How long to wait for another run at work on the package. Default 300,000. */
  readonly waitMs?: number;
}

/** Makes a set what a repository's version holds, and shows how that goes on. */
export async function activateSet(
  request: ActivationRequest,
  connection: Connection,
  context: Context,
  { assume, waitMs }: ActivateOptions,
): Promise<PromotionResult> {
  const { domain, meter, spool } = connection;
  const home = await connection.home();
  const answers = answersOf(home, 'generic', assume);
  const watch = watchPromotion({ ...request, from: request.repository, to: request.repository }, context);
  return await activate(
    request,
    { source: domain, destination: domain, home, format: generic, spool, meter, answers },
    {
      onEvent: watch.onEvent,
      signal: context.signal,
      concurrency: 16,
      ...defined({ by: actorOf(context.environment), waitMs }),
    },
  );
}
