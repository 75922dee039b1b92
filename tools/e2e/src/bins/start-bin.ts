import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { clientEnvironment } from '../clients/client-home.ts';
import { binFile } from './bin-file.ts';

const PACKAGES = {
  buildset: '@buildset/buildset',
  'codeartifact-generic': '@buildset/generic',
  'codeartifact-npm': '@buildset/npm',
  'codeartifact-twine': '@buildset/twine',
} as const;

export type Bin = keyof typeof PACKAGES;

export interface BinOptions {
  /** The HOME of the process. */
  readonly home: string;
  /** On top of what any program needs. */
  readonly env: Readonly<Record<string, string>>;
  /** Default: the home. */
  readonly cwd?: string;
  /** Default 150,000; the process is killed then. */
  readonly timeoutMs?: number;
}

export interface BinResult {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningBin {
  readonly result: Promise<BinResult>;
  isOver(): boolean;
  kill(signal: NodeJS.Signals): void;
}

/** Starts one of the product's bins as a process. */
export function startBin(bin: Bin, args: readonly string[], options: BinOptions): RunningBin {
  const { cwd = options.home, env, home, timeoutMs = 150_000 } = options;
  const child = spawn(process.execPath, [binFile(PACKAGES[bin], bin), ...args], {
    cwd,
    env: { ...clientEnvironment(home, process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  let over = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const result = new Promise<BinResult>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      over = true;
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { result, isOver: () => over, kill: (signal) => void child.kill(signal) };
}

const PEAK_MEMORY_HOOK = fileURLToPath(new URL('./report-peak-memory.mjs', import.meta.url));

/** Runs a bin and measures the most memory that it had, in bytes. */
export async function measureBin(
  bin: Bin,
  args: readonly string[],
  options: BinOptions,
): Promise<BinResult & { readonly peakBytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'buildset-peak-'));
  const file = join(folder, 'peak');
  try {
    const env = { ...options.env, NODE_OPTIONS: `--import=${PEAK_MEMORY_HOOK}`, BUILDSET_PEAK_FILE: file };
    const result = await startBin(bin, args, { ...options, env }).result;
    return { ...result, peakBytes: Number(await readFile(file, 'utf8')) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
