import type { MeterReading } from '@buildset/core';
import { formatBytes, plural } from './size.ts';

/** What was asked of the service, and what went through this machine. */
export function costOf({ bytesTransferred, calls, writes }: MeterReading): string {
  const requests = Object.values(calls).reduce((sum, count) => sum + count, 0);
  const bytes = `${formatBytes(bytesTransferred)} of assets through this machine`;
  return `${plural(requests, 'request')}, of these ${plural(writes, 'write')}; ${bytes}`;
}
