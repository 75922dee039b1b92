import { CodedError } from './coded-error.ts';

/** `sha256:` and 64 hexadecimal digits: the identity of a build set. */
export type SetDigest = string & { readonly __brand: 'SetDigest' };

/** Whether `text` is a set digest in full. */
export function isSetDigest(text: string): text is SetDigest {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}

/** The first twelve hexadecimal digits of a digest, as used in names and shown to people. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, '').slice(0, 12);
}

/** `sha256:` and at least twelve digits, of what was typed with `sha256:` or without. Throws `invalid-digest`. */
export function requireDigestPrefix(text: string): string {
  const prefix = text.startsWith('sha256:') ? text : `sha256:${text}`;
  if (/^sha256:[0-9a-f]{12,64}$/.test(prefix)) return prefix;
  throw new CodedError('invalid-digest', `"${text}" is not a set digest.`, {
    next: 'Give "sha256:" and at least the first twelve hexadecimal digits, as `sets` prints them.',
  });
}
