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
  const { stdout } = await runProgram({ file: 'curl', args: ['--version'], env, cwd: process.cwd() });
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0] ?? ''}`,
    versions: { Node: process.versions.node, ...python.versions, curl: /\d[\d.]+/.exec(stdout)?.[0] ?? '?' },
  };
}
