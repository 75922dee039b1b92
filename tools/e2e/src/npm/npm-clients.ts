import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import type { ClientHome } from '../clients/client-home.ts';
import { type ProgramResult, runProgram } from '@buildset/testkit/program';

/** Called as `login --tool` calls them: `yarn` is Yarn 2 and later. */
export type NpmClient = 'npm' | 'pnpm' | 'yarn' | 'yarn-classic';

const { resolve } = createRequire(import.meta.url);

/** npm is the one of the PATH, which comes with Node.js; the others are packages of this workspace. */
const PROGRAMS: Readonly<Record<NpmClient, readonly string[]>> = {
  npm: ['npm'],
  pnpm: [process.execPath, join(dirname(resolve('pnpm')), 'bin/pnpm.cjs')],
  yarn: [process.execPath, join(dirname(resolve('@yarnpkg/cli-dist/package.json')), 'bin/yarn.js')],
  'yarn-classic': [process.execPath, join(dirname(resolve('yarn/package.json')), 'bin/yarn.js')],
};

/** No word about new versions, audits or donations: each would ask a registry. */
const QUIET = {
  npm_config_update_notifier: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_fetch_retries: '0',
  COREPACK_ENABLE_STRICT: '0',
  YARN_ENABLE_TELEMETRY: '0',
  YARN_IGNORE_PATH: '1',
};

/** Runs a real package manager in a folder, with a home of its own. Rejects when it fails, unless `mayFail`. */
export async function runNpmClient(
  client: NpmClient,
  args: readonly string[],
  options: {
    readonly home: ClientHome;
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly mayFail?: boolean;
  },
): Promise<ProgramResult> {
  const [file = client, ...before] = PROGRAMS[client];
  const { cwd, env = {}, home, mayFail = false } = options;
  const result = await runProgram(file, [...before, ...args], { cwd, env: { ...home.env, ...QUIET, ...env } });
  if (result.code === 0 || mayFail) return result;
  throw new Error(`${result.command} ended with ${result.code}: ${result.stdout}${result.stderr}`);
}
