import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The administrator's keys and the secret behind tokens, made at a folder's first start. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Signs authorization tokens and page tokens. */
  readonly tokenSecret: string;
}

const fileName = 'credentials.json';

/** The folder's credentials; undefined when no server has started on it yet. */
export async function readCredentials(folder: string): Promise<Credentials | undefined> {
  const text = await readFile(join(folder, fileName), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return undefined;
  });
  return text === undefined ? undefined : JSON.parse(text);
}

/** The folder's credentials, made and kept (mode 0600) when there are none. */
export async function ensureCredentials(folder: string): Promise<Credentials> {
  const kept = await readCredentials(folder);
  if (kept) return kept;
  const fresh: Credentials = {
    ...newKeys(),
    tokenSecret: randomBytes(32).toString('base64url'),
  };
  const path = join(folder, fileName);
  await writeFile(`${path}.new`, `${JSON.stringify(fresh, undefined, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return fresh;
}

/** A key pair in the form of AWS's. */
export function newKeys(): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  return { accessKeyId: `AKIA${base32(10)}`, secretAccessKey: randomBytes(30).toString('base64url') };
}

/** Sixteen characters of the alphabet that AWS's key ids have. */
function base32(bytes: number): string {
  const bits = [...randomBytes(bytes)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return (bits.match(/.{5}/gu) ?? [])
    .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(five, 2)))
    .join('');
}
