import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { binFile } from './bins.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

/** An embedded CodeArtifact in a process of its own. */
export interface Server {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly dataDir: string;
  /** Ends the process; its data stay for another start. A second call is harmless. */
  stop(): Promise<void>;
  /** Ends the process and removes its data. */
  remove(): Promise<void>;
}

export interface ServerOptions {
  /** On top of `start --port 0 --json --data DIR`. */
  readonly args?: readonly string[];
}

const READY_WITHIN_MS = 30_000;

/** Starts `codeartifact-local start` on a free port, with its data in `folder`, and resolves when it answers. */
export async function startServer(
  folder: string,
  env: Readonly<Record<string, string>>,
  { args = [] }: ServerOptions = {},
): Promise<Server> {
  const dataDir = join(folder, 'data');
  const start = [binFile('codeartifact-local'), 'start', '--port', '0', '--json', '--data', dataDir, ...args];
  const child = spawn(process.execPath, start, { env: { ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    process.off('exit', killNow);
  };
  const signal = AbortSignal.timeout(READY_WITHIN_MS);
  const line = await Promise.race([once(createInterface(child.stdout), 'line', { signal }), ended.then(() => [])]);
  if (line[0] === undefined) throw new Error('codeartifact-local ended before it was ready');
  const ready: Pick<Server, 'endpoint' | 'accessKeyId' | 'secretAccessKey'> = JSON.parse(String(line[0]));
  const { accessKeyId, endpoint, secretAccessKey } = ready;
  const remove = async (): Promise<void> => {
    await stop();
    await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
  };
  return { endpoint, accessKeyId, secretAccessKey, dataDir, stop, remove };
}
