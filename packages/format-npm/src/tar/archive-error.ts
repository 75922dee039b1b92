import { npmError, type NpmErrorCode } from '../errors.ts';

const UNTRUSTED = 'Do not install this file. Pack it again with a current npm, from sources that you trust.';
const AGAIN = 'Copy or download the file again, or pack it again.';

/** A tarball whose bytes are damaged: `what` completes "… is not a whole npm tarball: ". */
export function corrupt(file: string, what: string, cause?: unknown): Error {
  const message = `${file} is not a whole npm tarball: ${what}.`;
  return npmError('archive-corrupt', message, AGAIN, cause === undefined ? {} : { cause });
}

/** A tarball that npm would never make: `what` completes its name to a sentence. */
export function untrusted(code: NpmErrorCode, file: string, what: string): Error {
  return npmError(code, `${file} ${what}.`, UNTRUSTED);
}

/** A tarball whose gzip checksum is not that of its content. */
export function checksumFault(file: string, cause: unknown): Error {
  return npmError('archive-checksum', `${file} does not have the checksum that it states.`, AGAIN, { cause });
}
