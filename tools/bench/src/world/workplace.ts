import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { type ProgramResult, runProgram } from '../measure/run-program.ts';
import { environmentIn } from './environment.ts';

/** A temporary folder with a home in it. */
export interface Workplace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a program in the folder; rejects when it fails. */
  run(file: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<ProgramResult>;
  remove(): Promise<void>;
}

export async function makeWorkplace(temp: string): Promise<Workplace> {
  const folder = await mkdtemp(join(temp, 'place-'));
  const home = join(folder, 'home');
  await mkdir(home);
  const env = environmentIn(home, process.env);
  return {
    folder,
    env,
    run: (file, args, more = {}) => runProgram({ file, args, env: { ...env, ...more }, cwd: folder }),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
