import { spawn } from 'node:child_process';
import type { Context } from '../context.ts';
import { nextKeyring } from './next-keyring.ts';

/** Milliseconds that a keyring may take, a person who unlocks it included. */
const PATIENCE_MS = 120_000;

/** Characters of the program's last word on why it failed. */
const MAX_REASON = 300;

/**
 * What the `keyring` program on the PATH has for a service and a user; undefined when there is no such program, or it has
 * none. The password comes over a pipe, never as an argument. A program that fails is warned of in one line.
 */
export async function askKeyring(
  service: string,
  username: string,
  { environment, output, signal }: Pick<Context, 'environment' | 'output' | 'signal'>,
): Promise<string | undefined> {
  const program = await nextKeyring(environment, '');
  if (program === undefined) return undefined;
  return new Promise((resolve) => {
    const child = spawn(program, ['get', service, username], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment },
      timeout: PATIENCE_MS,
      signal,
    });
    let password = '';
    let complaint = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (password += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => {
      if (code === 0) return resolve(password === '' ? undefined : password.replace(/\r?\n$/, ''));
      // Without a word it has no password; after a traceback the last line says why.
      const reason = complaint.trimEnd().split('\n').at(-1)?.slice(0, MAX_REASON);
      if (reason) output.warn(`the keyring program failed: ${reason}`);
      resolve(undefined);
    });
  });
}
