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

/** The SHA-256 and the size in bytes of a stream, which is read to its end. */
export async function sha256OfStream(
  stream: AsyncIterable<Uint8Array>,
): Promise<{ readonly sha256: Sha256; readonly size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { sha256: parseSha256(hash.digest('hex')), size };
}
