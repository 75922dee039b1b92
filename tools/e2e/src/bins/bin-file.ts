import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const { resolve } = createRequire(import.meta.url);

/** The file behind a bin of a package, as its package.json has it. */
export function binFile(packageName: string, bin: string): string {
  const manifest = resolve(`${packageName}/package.json`);
  const { bin: bins }: { bin?: Record<string, string> } = JSON.parse(readFileSync(manifest, 'utf8'));
  const file = bins?.[bin];
  if (file === undefined) throw new Error(`${packageName} has no bin ${bin}`);
  return join(dirname(manifest), file);
}
