import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Where an installed command's script is. */
export function binOf(packageName: string, bin: string): string {
  return join(dirname(require.resolve(`${packageName}/package.json`)), 'bin', `${bin}.cjs`);
}

/** The script of each command that the quickstart shows. */
const COMMANDS: Readonly<Record<string, string>> = {
  buildset: binOf('@buildset/buildset', 'buildset'),
  'codeartifact-twine': binOf('@buildset/twine', 'codeartifact-twine'),
};

export interface Terminal {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Prints a headline, bold on a terminal. */
export function say(text: string): void {
  process.stdout.write(process.stdout.isTTY ? `\n\u001b[1m# ${text}\u001b[0m\n` : `\n# ${text}\n`);
}

/** Prints a command as a user would type it, runs it for real, and fails unless it ends as expected. */
export async function run(terminal: Terminal, line: string, expected = 0): Promise<void> {
  process.stdout.write(`\n$ ${line}\n`);
  const [name = '', ...args] = line.split(' ');
  const script = COMMANDS[name];
  const [command, before] = script === undefined ? [name, []] : [process.execPath, [script]];
  const code = await exitCode(command, [...before, ...args], terminal);
  if (code !== expected) throw new Error(`${name} ended with ${code}, not ${expected}`);
}

/** Whether a command exists and answers. */
export async function answers(terminal: Terminal, command: string, ...args: readonly string[]): Promise<boolean> {
  try {
    return (await exitCode(command, args, terminal, 'ignore')) === 0;
  } catch {
    return false;
  }
}

function exitCode(
  command: string,
  args: readonly string[],
  { cwd, env }: Terminal,
  output: 'inherit' | 'ignore' = 'inherit',
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output] });
    child.once('error', reject);
    child.once('close', resolve);
  });
}
