import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { findInterpreter } from './python-tools.ts';
import { virtualEnvironment } from './virtual-environment.ts';

const E2E = fileURLToPath(new URL('../..', import.meta.url));
const CACHE = join(E2E, '../../node_modules/.cache');

/** The virtual environment of flit, hatch and poetry, made when it is first asked for; or why it cannot be had. */
export async function publishers(): Promise<{ readonly folder: string } | { readonly reason: string }> {
  const found = await findInterpreter(process.env);
  if (!found) return { reason: 'no python3 is on the PATH' };
  const made = await virtualEnvironment({
    python: found.executable,
    pythonVersion: found.version,
    requirements: join(E2E, 'requirements-publishers.txt'),
    cacheFolder: CACHE,
    env: process.env,
  });
  return made.made ? { folder: made.folder } : { reason: made.reason };
}
