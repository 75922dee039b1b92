import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Provenance } from '@buildset/core';
import { defined } from '../defined.ts';

const TIMEOUT_MS = 5000;
const run = promisify(execFile);

/** Commit and branch of the folder, as the `git` program says; nothing where there is none or no repository. */
export async function readGit(folder: string): Promise<Provenance> {
  const [commit, branch] = await Promise.all([
    git(folder, 'rev-parse', 'HEAD'),
    git(folder, 'rev-parse', '--abbrev-ref', 'HEAD'),
  ]);
  return defined({ commit, branch: branch === 'HEAD' ? undefined : branch });
}

async function git(folder: string, ...args: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout } = await run('git', args, { cwd: folder, timeout: TIMEOUT_MS, windowsHide: true });
    return stdout.trim() === '' ? undefined : stdout.trim();
  } catch {
    return undefined; // no git, or no repository: provenance is welcome, not needed
  }
}
