import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { lock } from 'proper-lockfile';

import { lastLine, runProgram } from '@buildset/testkit/program';

export interface VirtualEnvironmentRequest {
  /** The interpreter that makes it, as an absolute path. */
  readonly python: string;
  /** Its version: another one makes another environment. */
  readonly pythonVersion: string;
  /** A pip requirements file with exact versions. */
  readonly requirements: string;
  /** Where environments are kept; made when missing. */
  readonly cacheFolder: string;
  /** The machine's own environment: pip finds its index and certificates as the user set it up. */
  readonly env: NodeJS.ProcessEnv;
}

export type VirtualEnvironment =
  | { readonly made: true; readonly folder: string }
  | { readonly made: false; readonly reason: string };

/** A failure is believed for this long, so that a machine without a network tries once a run, not once a file. */
const FAILURE_LASTS_MS = 5 * 60_000;
const PIP_TIMEOUT_MS = 10 * 60_000;
/** Two runs may want it at once: the second waits for the first, two seconds at a time. */
const LOCK_RETRIES = { retries: 400, minTimeout: 100, maxTimeout: 2000 };

/**
 * Makes the virtual environment `buildset-venv-<hash of requirements and interpreter>` with the packages of the
 * requirements file, unless it is there and whole. Safe for several processes at once; one that a crash left
 * half-made is made again. Never throws for what the machine lacks: the reason says it.
 */
export async function virtualEnvironment(request: VirtualEnvironmentRequest): Promise<VirtualEnvironment> {
  const requirements = await readFile(request.requirements, 'utf8');
  const key = createHash('sha256').update(JSON.stringify([requirements, request.python, request.pythonVersion]));
  const folder = join(request.cacheFolder, `buildset-venv-${key.digest('hex').slice(0, 16)}`);
  if (await isWhole(folder)) return { made: true, folder };
  await mkdir(request.cacheFolder, { recursive: true });
  const release = await lock(folder, { realpath: false, stale: 30_000, update: 5000, retries: LOCK_RETRIES });
  try {
    if (await isWhole(folder)) return { made: true, folder };
    const known = await recentFailure(folder);
    if (known !== undefined) return { made: false, reason: known };
    const reason = await make(folder, request);
    if (reason === undefined) return { made: true, folder };
    await writeFile(failureFile(folder), reason);
    return { made: false, reason };
  } finally {
    await release();
  }
}

/** A program of the environment. */
export function programOf(folder: string, name: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', `${name}.exe`) : join(folder, 'bin', name);
}

async function make(folder: string, request: VirtualEnvironmentRequest): Promise<string | undefined> {
  const { python, requirements, env } = request;
  await rm(folder, { recursive: true, force: true });
  const venv = await runProgram(python, ['-m', 'venv', folder], { env, timeoutMs: PIP_TIMEOUT_MS });
  if (venv.code !== 0) {
    return `${python} cannot make a virtual environment (Debian: apt-get install python3-venv): ${lastLine(venv)}`;
  }
  const pip = await runProgram(
    programOf(folder, 'python'),
    ['-m', 'pip', 'install', '--quiet', '--no-input', '--retries', '2', '--requirement', requirements],
    { env, timeoutMs: PIP_TIMEOUT_MS },
  );
  if (pip.code !== 0) return `pip could not install ${basename(requirements)}: ${lastLine(pip)}`;
  await writeFile(wholeFile(folder), '');
  return undefined;
}

async function recentFailure(folder: string): Promise<string | undefined> {
  try {
    const { mtimeMs } = await stat(failureFile(folder));
    return Date.now() - mtimeMs < FAILURE_LASTS_MS ? await readFile(failureFile(folder), 'utf8') : undefined;
  } catch {
    return undefined; // no failure is remembered
  }
}

async function isWhole(folder: string): Promise<boolean> {
  try {
    return (await stat(wholeFile(folder))).isFile();
  } catch {
    return false;
  }
}

function wholeFile(folder: string): string {
  return join(folder, 'buildset-whole');
}

function failureFile(folder: string): string {
  return `${folder}.failure`;
}
