import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { runProgram } from '../measure/run-program.ts';

/** The Python clients that the end-to-end tests run. */
export interface Python {
  /** The interpreter that has twine and wheel. */
  readonly interpreter: string;
  /** `python -m twine --version` and the like. */
  readonly versions: Readonly<Record<string, string>>;
}

const WHERE = 'import sys; print(sys.executable)';

/**
 * Finds the Python clients as the end-to-end tests do, which makes a virtual environment where there is none. Answers why
 * there are none, as text. The folder of the real interpreter goes first in this process's PATH: a shim of a version
 * manager before `aws` would count as its time.
 */
export async function findPython(folder: string): Promise<Python | string> {
  const state = join(folder, 'clients.json');
  const env = Object.fromEntries(Object.entries(process.env).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])));
  const prepare = join(endToEndTests(), 'dist', 'clients', 'prepare.js');
  await runProgram({ file: process.execPath, args: [prepare, state], env, cwd: folder });
  const found: { available: boolean; programs?: string; reason?: string } = JSON.parse(await readFile(state, 'utf8'));
  if (!found.available) return found.reason ?? 'no Python clients';
  const run = async (file: string, ...args: string[]): Promise<string> =>
    (await runProgram({ file, args, env: { ...env, PATH: process.env['PATH'] ?? '' }, cwd: folder })).stdout.trim();
  process.env['PATH'] = `${dirname(await run('python3', '-c', WHERE))}:${process.env['PATH'] ?? ''}`;
  const interpreter = found.programs === undefined ? 'python3' : join(found.programs, 'python');
  const [twine = ''] = (await run(interpreter, '-m', 'twine', '--version')).split('\n');
  return {
    interpreter,
    versions: {
      Python: version(await run(interpreter, '--version')),
      twine: version(twine),
      wheel: version(await run(interpreter, '-m', 'wheel', 'version')),
      aws: version(await run('aws', '--version')),
    },
  };
}

function version(text: string): string {
  return /\d+(?:\.\d+)+/.exec(text)?.[0] ?? text;
}

/** The program of the end-to-end tests that writes valid wheels. */
export function wheelMaker(): string {
  return join(endToEndTests(), 'src', 'wheels', 'make_wheels.py');
}

function endToEndTests(): string {
  return dirname(fileURLToPath(import.meta.resolve('@buildset/e2e/package.json')));
}
