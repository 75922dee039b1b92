import type { Connection } from '@buildset/cli-kit';
import { CodedError, hasCode } from '@buildset/core';
import type { Finding } from './finding.ts';

const MINUTE = 60_000;
/** AWS refuses signatures that are further off than this. */
const MAX_SKEW_MS = 5 * MINUTE;
/** Credentials that end within this may end during a promotion. */
const SOON_MS = 15 * MINUTE;
/** A network that lets only CodeArtifact through is no fault. */
const UNREACHABLE = ['connection-failed', 'connection-lost', 'tls-failed', 'service-unavailable'] as const;

/** Who the caller is, and for how long. */
export async function checkCredentials({ clock, inspector }: Connection): Promise<Finding[]> {
  const caller = await inspector.caller().catch((error: unknown) => {
    if (error instanceof CodedError && hasCode(error, ...UNREACHABLE)) return error;
    throw error;
  });
  if (caller instanceof CodedError) {
    const message = `STS, which tells whose credentials these are, cannot be reached: ${caller.message}`;
    return [{ check: 'credentials', level: 'unknown', message }];
  }
  const { account, arn, expiresAt } = caller;
  const who = `You are ${arn} of the account ${account}`;
  if (!expiresAt)
    return [{ check: 'credentials', level: 'ok', message: `${who}; nothing says that these credentials end.` }];
  const left = expiresAt.getTime() - clock.now().getTime();
  const message = `${who}; the credentials end at ${expiresAt.toISOString()}.`;
  if (left > SOON_MS) return [{ check: 'credentials', level: 'ok', message }];
  const mend = 'Renew them, for example with aws sso login.';
  return [{ check: 'credentials', level: left > 0 ? 'warning' : 'problem', message, mend }];
}

/** Whether this machine's clock, `now`, is the service's: requests are signed with its time. */
export function checkClock({ clock }: Connection, now: Date): Finding[] {
  const skew = now.getTime() - clock.now().getTime();
  const seconds = Math.round(Math.abs(skew) / 1000);
  const message = `This machine's clock is ${seconds} s ${skew < 0 ? 'behind' : 'ahead of'} the service's.`;
  if (Math.abs(skew) < MINUTE) return [{ check: 'clock', level: 'ok', message }];
  const mend = 'Set the clock, or let it be set over the network (NTP).';
  return [{ check: 'clock', level: Math.abs(skew) < MAX_SKEW_MS ? 'warning' : 'problem', message, mend }];
}

/** Whether there is a token for the package managers' endpoints. */
export async function checkToken({ inspector }: Connection): Promise<Finding[]> {
  const end = (await inspector.tokenExpiry()).toISOString();
  return [{ check: 'token', level: 'ok', message: `A token of the domain is to be had; this one ends at ${end}.` }];
}
