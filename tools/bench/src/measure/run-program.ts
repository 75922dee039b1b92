import { spawn } from 'node:child_process';

export interface Program {
  readonly file: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

export interface ProgramResult {
  /** From before the process is started until it has ended and its output is read. */
  readonly ms: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that hangs is killed after this: a shell loop over the AWS CLI takes minutes. */
const TIMEOUT_MS = 20 * 60_000;

/** Runs a program without a shell. Rejects with all that it printed when it does not end with 0. */
export function runProgram({ file, args, env, cwd }: Program): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(file, args, {
      cwd,
      env: { ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const ms = performance.now() - start;
      if (code === 0) return resolve({ ms, stdout, stderr });
      const command = [file, ...args.slice(0, 8)].join(' ');
      reject(new Error(`${command} ended with ${signal ?? code}:\n${stdout}${stderr}`));
    });
  });
}
