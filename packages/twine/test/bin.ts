import { fileURLToPath } from 'node:url';
import { type ProgramResult, runNode } from '@buildset/testkit/program';

const BIN = fileURLToPath(new URL('../bin/codeartifact-twine.cjs', import.meta.url));

/** Runs the built program as a user does: another process, another folder, no environment but the one given. */
export function runBin(
  args: readonly string[],
  environment: Record<string, string>,
  cwd: string,
): Promise<ProgramResult> {
  return runNode(BIN, args, { cwd, env: { PATH: process.env['PATH'], ...environment } });
}
