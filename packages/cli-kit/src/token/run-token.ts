import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type ConnectionFlags, settingsOf } from '../flags.ts';
import { checkDuration } from '../login/duration.ts';
import { cachedToken } from './token-cache.ts';

interface TokenFlags extends ConnectionFlags {
  readonly fresh?: boolean | undefined;
  readonly durationSeconds?: number | undefined;
}

/** Prints a token and nothing else on stdout, with `--quiet` too. */
export async function runToken(args: TokenFlags, context: Context): Promise<ExitCode> {
  const durationSeconds = checkDuration(args.durationSeconds);
  const settings = settingsOf(args, await context.configuration());
  const access = await context.access(settings);
  const isFresh = args.fresh === true || durationSeconds !== undefined;
  const { environment, output } = context;
  const { expiresAt, value } = isFresh
    ? await access.token(durationSeconds)
    : await cachedToken(access, { settings, environment, now: Date.now });
  const token = { domain: settings.domain, value, expiresAt: expiresAt.toISOString() };
  output.answer([value], { schemaVersion: 1, token });
  return EXIT.done;
}
