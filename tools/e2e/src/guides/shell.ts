import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { until } from '../until.ts';

export interface Ran {
  readonly code: number;
  /** Both outputs, in the order in which a terminal shows them. */
  readonly output: string;
}

/** One bash for several commands: what one of them sets, the next ones see. */
export interface Shell {
  /** Runs a command. One that goes on in the background (`&`) has said `lines` lines by then. */
  run(command: string, lines: number): Promise<Ran>;
  /** Ends it, and all that it started. */
  close(): Promise<void>;
}

const COMMAND_TAKES_MS = 90_000;

/** Starts a shell that keeps commands and their outputs in `folder`. */
export function openShell(options: {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string;
}): Shell {
  const { cwd, env, folder } = options;
  // A group of its own, so that what it leaves in the background ends with it.
  const bash = spawn('bash', ['--noprofile', '--norc'], {
    cwd,
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(bash, 'close');
  const answers = createInterface(bash.stdout);
  let number = 0;
  let code = 0;
  return {
    async run(command, lines) {
      number += 1;
      const file = join(folder, String(number));
      await writeFile(file, `${command}\n`);
      const read = (): Promise<string> => readFile(`${file}.out`, 'utf8');
      const answer = once(answers, 'line', { signal: AbortSignal.timeout(COMMAND_TAKES_MS) });
      bash.stdin.write(`(exit ${code}); . '${file}' </dev/null >'${file}.out' 2>&1; echo $?\n`);
      code = await answer.then(
        ([line]) => Number(line),
        async () => {
          throw new Error(`${command}: not over after ${COMMAND_TAKES_MS} ms, and has said ${await read()}`);
        },
      );
      if (command.endsWith('&')) {
        await until(`the output of ${command}`, async () =>
          (await read()).split('\n').length > lines ? true : undefined,
        );
      }
      return { code, output: await read() };
    },
    async close() {
      if (bash.pid !== undefined) process.kill(-bash.pid, 'SIGKILL');
      await ended;
    },
  };
}
