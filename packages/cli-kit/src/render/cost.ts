import type { MeterReading } from '@buildset/core';
import { formatBytes, plural } from './size.ts';

/** What was asked of the service, and what went through this machine. */
export function costOf({ bytesTransferred, calls, writes }: MeterReading): string {
  const bytes = `${formatBytes(bytesTransferred)} of assets through this machine`;
  return `${requestsOf({ calls })}, of these ${plural(writes, 'write')}; ${bytes}`;
}

/** How many requests were sent, in words. */
export function requestsOf({ calls }: Pick<MeterReading, 'calls'>): string {
  return plural(
    Object.values(calls).reduce((sum, count) => sum + count, 0),
    'request',
  );
}
