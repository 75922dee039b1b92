import { spawn } from 'node:child_process';
import { access, constants, realpath } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Environment } from '../environment.ts';

/** Set for the program that is handed a call, which must not hand it back. */
const HANDED_OVER = 'CODEARTIFACT_KEYRING_HANDED_OVER';

/** The next program of the name `keyring` on the PATH that is not `own`; undefined when there is none. */
export async function nextKeyring(environment: Environment, own: string): Promise<string | undefined> {
  if (environment[HANDED_OVER] === '1') return undefined;
  const self = await realpath(own).catch(() => own);
  const names = process.platform === 'win32' ? ['keyring.exe', 'keyring.cmd'] : ['keyring'];
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const path of folders.flatMap((folder) => names.map((name) => join(folder, name)))) {
    const found = await executable(path);
    if (found !== undefined && found !== self) return path;
  }
  return undefined;
}

/** Runs it in this one's place, with the same arguments and streams, and gives its exit code. */
export function handOver(program: string, argv: readonly string[], environment: Environment): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { stdio: 'inherit', env: { ...environment, [HANDED_OVER]: '1' } });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

async function executable(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.X_OK);
    return await realpath(path);
  } catch {
    return undefined;
  }
}
