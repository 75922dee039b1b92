import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export interface ProcessOptions {
  readonly cwd?: string;
  /** The whole environment: nothing is added. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default 120,000. The process is killed then, and the result says so by its signal. */
  readonly timeoutMs?: number;
}

export interface ProcessResult {
  /** The command as one would type it. */
  readonly command: string;
  /** The exit code; null when a signal ended it. */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without a shell and without standard input. Rejects only when it cannot be started. */
export function runProcess(file: string, args: readonly string[], options: ProcessOptions): Promise<ProcessResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: options.cwd,
      env: { ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 120_000,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (status, signal) =>
      resolve({ command: [file, ...args].join(' '), status, signal, stdout, stderr }),
    );
  });
}

/** The last line of what a program printed on stderr, else on stdout, that is not empty; without colours. */
export function lastLine({ stdout, stderr }: ProcessResult): string {
  const lines = [...stdout.split('\n'), ...stderr.split('\n')].map((line) => stripVTControlCharacters(line).trim());
  return lines.findLast((line) => line !== '') ?? '';
}
