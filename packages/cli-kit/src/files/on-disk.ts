import { CliError } from '../cli-error.ts';

/** Why the system refuses to write, by its code, as the end of a sentence. Source: errno(3). */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'its folder may not be written to'],
  ['ENOENT', 'the folder that it is to be in takes nothing new, or has gone'],
  ['EPERM', 'its folder may not be written to'],
  ['EROFS', 'the file system is read-only'],
  ['EFBIG', 'the file system keeps no file of that size'],
  ['ENAMETOOLONG', 'the file system keeps no name of that length'],
  ['EBUSY', 'it is in use'],
]);

/** Does what writes to `path`. Throws `disk-full`, `file-not-written`, `path-taken`; what is no fault of the disk as it is. */
export async function onDisk<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw told(path, error) ?? error;
  }
}

function told(path: string, cause: unknown): CliError | undefined {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const next = 'Make room, and run it again: what is whole already stays. Or download into another folder (--to).';
    return new CliError('disk-full', `There is no room for ${path}.`, { next, cause });
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    const next = 'Move away what stands there, or download into another folder (--to).';
    return new CliError('path-taken', `${path} cannot be a folder: a file or a link stands there.`, { next, cause });
  }
  const reason = REASONS.get(code);
  if (reason === undefined) return undefined;
  const next = 'Check the rights of the folder, or download into another one (--to).';
  return new CliError('file-not-written', `${path} cannot be written: ${reason}.`, { next, cause });
}
