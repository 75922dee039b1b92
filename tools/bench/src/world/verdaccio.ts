import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runProgram } from '../measure/run-program.ts';
import { environmentIn } from './environment.ts';

/** The version that is measured against. */
export const VERDACCIO = '6.1.6';

export interface Registry {
  /** With a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 30_000;

/** It names node-fetch by a dist-tag, which some mirrors do not keep. */
const MANIFEST = {
  private: true,
  dependencies: { verdaccio: VERDACCIO },
  overrides: { 'node-fetch': '2.7.0' },
};

/**
 * Verdaccio as `npm install` gives it, kept apart from the workspace: it is only measured against. Answers the script of its
 * program. Rejects where it can be had from no registry.
 */
async function installed(): Promise<string> {
  const cache = fileURLToPath(new URL('../../../../node_modules/.cache', import.meta.url));
  const folder = join(cache, `buildset-bench-verdaccio-${VERDACCIO}`);
  const script = join(folder, 'node_modules/verdaccio/bin/verdaccio');
  const isThere = await access(script).then(
    () => true,
    () => false,
  );
  if (isThere) return script;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify(MANIFEST));
  // The machine's own environment: npm finds its registry as the user set it up.
  const env = Object.fromEntries(Object.entries(process.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel', 'error'];
  await runProgram({ file: 'npm', args, env, cwd: folder });
  return script;
}

/** Starts it on loopback with its data in `folder`: open to all, no public registry behind it, logging errors only. */
export async function startVerdaccio(folder: string): Promise<Registry> {
  const script = await installed();
  const port = await freePort();
  const config = [
    `storage: ${JSON.stringify(join(folder, 'storage'))}`,
    'uplinks: {}',
    'packages: { "**": { access: $all, publish: $all, unpublish: $all } }',
    'log: { type: stdout, format: json, level: error }',
    'web: { enable: false }',
  ];
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.yaml'), `${config.join('\n')}\n`);
  const args = [script, '--config', join(folder, 'config.yaml'), '--listen', `127.0.0.1:${port}`];
  const env = { ...environmentIn(folder, process.env), NODE_ENV: 'production' };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'close');
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = setTimeout(killNow, 5000);
    await ended;
    clearTimeout(late);
    process.off('exit', killNow);
  };
  const url = `http://127.0.0.1:${port}/`;
  const until = performance.now() + READY_WITHIN_MS;
  while (!(await answers(`${url}-/ping`))) {
    if (child.exitCode !== null || performance.now() > until) {
      await stop();
      throw new Error('verdaccio did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { url, stop };
}

async function answers(url: string): Promise<boolean> {
  const response = await fetch(url).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok === true;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
