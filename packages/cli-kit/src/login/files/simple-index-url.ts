import type { LoginEntry } from '../login-file.ts';

/** The address of the package index with the login in it; with the user alone where a keyring has the password. */
export function simpleIndex({ endpoint, token }: Pick<LoginEntry, 'endpoint' | 'token'>): string {
  const url = new URL('simple/', endpoint);
  url.username = 'aws';
  if (token !== undefined) url.password = token;
  return url.href;
}
