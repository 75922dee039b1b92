import { createHash } from 'node:crypto';
import { CodedError } from './coded-error.ts';

/** A SHA-256 as 64 lower-case hexadecimal digits. */
export type Sha256 = string & { readonly __brand: 'Sha256' };

/** Parses a SHA-256. Throws `invalid-digest` when `text` is not 64 lower-case hexadecimal digits. */
export function parseSha256(text: string): Sha256 {
  if (!isSha256(text)) throw new CodedError('invalid-digest', `"${text}" is not a SHA-256 in lower-case hexadecimal.`);
  return text;
}

export function isSha256(text: string): text is Sha256 {
  return /^[0-9a-f]{64}$/.test(text);
}

/** The SHA-256 of bytes that are in memory; text is hashed as UTF-8. */
export function sha256Of(content: Uint8Array | string): Sha256 {
  return parseSha256(createHash('sha256').update(content).digest('hex'));
}
