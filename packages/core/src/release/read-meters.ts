import type { Meter, MeterReading } from '../meter.ts';

/** The sum over meters; one that is given several times counts once. */
export function readMeters(meters: readonly Meter[]): MeterReading {
  const readings = [...new Set(meters)].map((meter) => meter.read());
  const calls = new Map<string, number>();
  for (const [operation, count] of readings.flatMap((reading) => Object.entries(reading.calls))) {
    calls.set(operation, (calls.get(operation) ?? 0) + count);
  }
  return {
    calls: Object.fromEntries([...calls].sort()),
    writes: readings.reduce((sum, { writes }) => sum + writes, 0),
    bytesTransferred: readings.reduce((sum, reading) => sum + reading.bytesTransferred, 0),
  };
}
