import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { binFile } from '../bins/bin-file.ts';
import { clientEnvironment } from '../clients/client-home.ts';
import { createSteering, type Steering } from './steering.ts';

export interface ServerOptions {
  /** `NAME=VALUE`: answers to what AWS does not document. */
  readonly assume?: readonly string[];
  /** The account to play. Default `ACCOUNT`. */
  readonly account?: string;
  /** The region to play. Default `REGION`. */
  readonly region?: string;
}

/** An embedded CodeArtifact in a process of its own, on a free port, with a temporary data folder. */
export interface Server {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly account: string;
  readonly region: string;
  /** Its data, for `codeartifact-local principal`. */
  readonly dataDir: string;
  readonly pid: number;
  readonly steering: Steering;
  /** What the server said on standard error: faults of its own. */
  stderr(): string;
  /** Ends the process and deletes its data; a second call is harmless. */
  stop(): Promise<void>;
}

interface ReadyLine {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 10_000;

/** What the AWS CLI and SDKs need to reach the server as its administrator. */
export function serverEnvironment({
  accessKeyId,
  endpoint,
  region,
  secretAccessKey,
}: Server): Readonly<Record<string, string>> {
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ENDPOINT_URL_CODEARTIFACT: endpoint,
  };
}

/** Starts `codeartifact-local start --port 0 --json` and resolves when it is ready. */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const { account = ACCOUNT, assume = [], region = REGION } = options;
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'buildset-server-')));
  const program = binFile('@buildset/local', 'codeartifact-local');
  const dataDir = join(folder, 'data');
  const identity = ['--account', account, '--region', region];
  const args = ['start', '--port', '0', '--json', '--data', dataDir, ...identity];
  const child = spawn(process.execPath, [program, ...args, ...assume.flatMap((one) => ['--assume', one])], {
    env: clientEnvironment(folder, process.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = once(child, 'close');
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(killNow, STOPPED_WITHIN_MS);
    await ended;
    clearTimeout(late);
    process.off('exit', killNow);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const lines = createInterface(child.stdout);
    const signal = AbortSignal.timeout(READY_WITHIN_MS);
    const first = await Promise.race([once(lines, 'line', { signal }), ended.then(() => undefined)]);
    if (first === undefined) throw new Error('it ended before it was ready');
    const { endpoint, accessKeyId, secretAccessKey }: ReadyLine = JSON.parse(String(first[0]));
    const pid = child.pid ?? 0;
    const steering = createSteering(endpoint);
    const keys = { accessKeyId, secretAccessKey };
    return { endpoint, ...keys, account, region, dataDir, pid, steering, stderr: () => stderr, stop };
  } catch (error) {
    await stop();
    throw new Error(`codeartifact-local did not start: ${stderr}`, { cause: error });
  }
}
