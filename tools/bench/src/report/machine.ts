import { cpus, release, totalmem, type } from 'node:os';

import { runProgram } from '../measure/run-program.ts';
import type { Python } from '../world/python.ts';

/** Where numbers were taken: what they mean depends on it. */
export interface Machine {
  /** Year, month and day in UTC. */
  readonly date: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  /** Of the programs that took part. */
  readonly versions: Readonly<Record<string, string>>;
}

export async function describeMachine(python: Python): Promise<Machine> {
  const processors = cpus();
  const env = { PATH: process.env['PATH'] ?? '' };
  const versionOf = async (file: string): Promise<string> => {
    const { stdout } = await runProgram({ file, args: ['--version'], env, cwd: process.cwd() });
    return /\d[\d.]+/.exec(stdout)?.[0] ?? '?';
  };
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0] ?? ''}`,
    versions: {
      Node: process.versions.node,
      npm: await versionOf('npm'),
      ...python.versions,
      curl: await versionOf('curl'),
    },
  };
}
