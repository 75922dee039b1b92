import { spawn } from 'node:child_process';
import type { Environment } from '../environment.ts';
import { nextKeyring } from './next-keyring.ts';

/** Milliseconds that a keyring may take, a person who unlocks it included. */
const PATIENCE_MS = 120_000;

/**
 * What the `keyring` program on the PATH has for a service and a user; undefined when there is no such program, or it has
 * none. The password comes over a pipe, never as an argument.
 */
export async function askKeyring(
  service: string,
  username: string,
  { environment, signal }: { readonly environment: Environment; readonly signal: AbortSignal },
): Promise<string | undefined> {
  const program = await nextKeyring(environment, '');
  if (program === undefined) return undefined;
  return new Promise((resolve) => {
    const child = spawn(program, ['get', service, username], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...environment },
      timeout: PATIENCE_MS,
      signal,
    });
    let password = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (password += text));
    child.on('error', () => resolve(undefined));
    child.on('close', (code) => resolve(code === 0 && password !== '' ? password.replace(/\r?\n$/, '') : undefined));
  });
}
