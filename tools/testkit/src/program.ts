import { spawn } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';

export interface ProgramOptions {
  readonly cwd?: string;
  /** The whole environment: nothing is added. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Default 120,000. The process is killed then, and the result says so by its signal. */
  readonly timeoutMs?: number;
}

export interface ProgramResult {
  /** The command as one would type it. */
  readonly command: string;
  /** The exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without a shell and without standard input. Rejects only when it cannot be started. */
export function runProgram(file: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
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
    child.once('close', (code, signal) =>
      resolve({ command: [file, ...args].join(' '), code, signal, stdout, stderr }),
    );
  });
}

/** Runs a program of Node.js, such as a bin of ours, with this process's Node.js. */
export function runNode(program: string, args: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  return runProgram(process.execPath, [program, ...args], options);
}

/** A running `codeartifact-local`. */
export interface Service {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** All that AWS's tools and ours need to reach the service, and nothing else of this process but its PATH. */
export function serviceEnvironment(service: Service, home: string): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', ...addressOf(service, home), ...credentialsOf(service) };
}

/** Where the service is. */
export function addressOf({ endpoint, region }: Service, home: string): Record<string, string> {
  return {
    HOME: home,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

export function credentialsOf({ accessKeyId, secretAccessKey }: Service): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** The last line of what a program printed on stderr, else on stdout, that is not empty; without colours. */
export function lastLine({ stderr, stdout }: Pick<ProgramResult, 'stdout' | 'stderr'>): string {
  const lines = [...stdout.split('\n'), ...stderr.split('\n')].map((line) => stripVTControlCharacters(line).trim());
  return lines.findLast((line) => line !== '') ?? '';
}
