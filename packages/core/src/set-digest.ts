import type { Sha256 } from './sha256.ts';

/** `sha256:` and 64 hexadecimal digits: the identity of a build set. */
export type SetDigest = string & { readonly __brand: 'SetDigest' };

/** Whether `text` is a set digest in full. */
export function isSetDigest(text: string): text is SetDigest {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/** The first twelve hexadecimal digits of a digest, as used in names and shown to people. */
export function shortDigest(digest: SetDigest | Sha256): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}
