import type { MeterReading } from '@buildset/core';
import { formatBytes, plural } from './size.ts';

/** What was asked of the service, and what went through this machine. */
export function costOf(reading: MeterReading): string {
  return `${requestsAndWrites(reading)}; ${formatBytes(reading.bytesTransferred)} of assets through this machine`;
}

/** How many requests were sent, and how many of them were writes, in words. */
export function requestsAndWrites({ calls, writes }: Pick<MeterReading, 'calls' | 'writes'>): string {
  return `${requestsOf({ calls })}, of these ${plural(writes, 'write')}`;
}

/** How many requests were sent, in words. */
export function requestsOf({ calls }: Pick<MeterReading, 'calls'>): string {
  return plural(
    Object.values(calls).reduce((sum, count) => sum + count, 0),
    'request',
  );
}
