import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { PromotionRequest, VersionRef } from '@buildset/core';
import type { EngineWorld } from './engine-world.ts';

const PACKAGES = {
  buildset: '@buildset/buildset',
  'codeartifact-generic': '@buildset/generic',
  'codeartifact-npm': '@buildset/npm',
} as const;

/** What a user types. */
export interface CommandLine {
  readonly bin: keyof typeof PACKAGES;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export function promotionLine({ ref, from, to, ...request }: PromotionRequest): CommandLine {
  const { allowPartial, exclusive, strip, tags } = request;
  const flags = [
    ...(allowPartial === true ? ['--allow-partial'] : []),
    ...(exclusive === true ? ['--exclusive'] : []),
    ...(strip === true ? ['--strip-build'] : []),
    ...(tags?.move === 'set' ? tags.names.flatMap((tag) => ['--tag', tag]) : []),
  ];
  const where = ['--format', ref.format, '--from', from, '--to', to];
  return { bin: 'buildset', args: ['promote', specOf(ref), ...where, ...buildOf(request), ...flags] };
}

export function activationLine({ ref, to, ...request }: PromotionRequest): CommandLine {
  const bin = ref.format === 'npm' ? 'codeartifact-npm' : 'codeartifact-generic';
  return { bin, args: ['activate', specOf(ref), '--repository', to, ...buildOf(request)] };
}

export function undoLine(ref: VersionRef, operationId: string): CommandLine {
  return { bin: 'buildset', args: ['undo', nameOf(ref), operationId, '--format', ref.format] };
}

function buildOf({ selector }: Pick<PromotionRequest, 'selector'>): string[] {
  return selector.by === 'build' ? ['--build', selector.tag] : [];
}

function specOf(ref: VersionRef): string {
  return `${nameOf(ref)}==${ref.version}`;
}

function nameOf({ name, namespace }: VersionRef): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** A command that runs as a process of its own. */
export interface RunningCommand {
  /** How it ended, and what it said of errors. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly stderr: string }>;
  isOver(): boolean;
  kill(): void;
}

/** A run that hangs is ended, since a test of it then fails. */
const MAY_TAKE_MS = 150_000;

/** Starts the built program of a command line against a world, with nothing of this process's environment. */
export function startCommand({ args, bin, environment }: CommandLine, world: EngineWorld): RunningCommand {
  const { accessKeyId, account, endpoint, region, secretAccessKey } = world.server;
  const env = {
    HOME: join(tmpdir(), 'buildset-no-such-home'),
    PATH: process.env['PATH'],
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_REGION: region,
    AWS_ENDPOINT_URL_CODEARTIFACT: endpoint,
    ...environment,
  };
  const connection = ['--domain', 'abc', '--domain-owner', account];
  const child = spawn(process.execPath, [fileOf(bin), ...args, ...connection], {
    cwd: tmpdir(),
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: MAY_TAKE_MS,
    killSignal: 'SIGKILL',
  });
  let stderr = '';
  let over = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Awaited<RunningCommand['ended']>>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      over = true;
      resolve({ code, signal, stderr });
    });
  });
  return { ended, isOver: () => over, kill: () => void child.kill('SIGKILL') };
}

const { resolve } = createRequire(import.meta.url);

function fileOf(bin: CommandLine['bin']): string {
  const manifest = resolve(`${PACKAGES[bin]}/package.json`);
  const { bin: bins }: { bin: Readonly<Record<string, string>> } = JSON.parse(readFileSync(manifest, 'utf8'));
  return join(dirname(manifest), bins[bin] ?? '');
}
