import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** What the process left behind; no code when a signal ended it. */
export interface BinRan {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const BIN = fileURLToPath(new URL('../bin/codeartifact-twine.cjs', import.meta.url));
const TIMEOUT_MS = 60_000;

/** Runs the built program as a user does: another process, another folder, no environment but the one given. */
export function runBin(args: readonly string[], environment: Record<string, string>, cwd: string): Promise<BinRan> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env['PATH'] ?? '', ...environment };
    const child = spawn(process.execPath, [BIN, ...args], { cwd, env, timeout: TIMEOUT_MS });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
