import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'peak-memory';

/** Environment for a Node process that shall write, when it ends, the most memory that it had. */
export function peakFileHook(folder: string): Readonly<Record<string, string>> {
  const hook = new URL('../report-peak-memory.js', import.meta.url);
  return { NODE_OPTIONS: `--import=${hook.href}`, BENCH_PEAK_FILE: join(folder, FILE) };
}

/** Bytes, of the process that ended last. */
export async function readPeak(folder: string): Promise<number> {
  return Number(await readFile(join(folder, FILE), 'utf8'));
}
