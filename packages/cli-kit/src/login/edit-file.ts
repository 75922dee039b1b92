import { lstat, readFile, readlink, realpath, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CliError } from '../cli-error.ts';
import { makeFolder } from '../files/make-folder.ts';
import { whileLocked } from './file-lock.ts';
import { replaceFile } from './replace-file.ts';

/** What became of a file. */
export type FileOutcome = 'created' | 'changed' | 'unchanged' | 'removed';

/**
 * Edits a file that others edit too: under a lock beside it, and in its place by one rename. A link stays, what it leads
 * to is edited. A file that becomes empty is removed. Bytes that are no UTF-8 are kept. Throws `login-file-busy`,
 * `login-file-unwritable`, and what `edit` throws; then nothing has changed.
 */
export async function editFile(path: string, edit: (text: string) => string): Promise<FileOutcome> {
  const target = await targetOf(path);
  try {
    await makeFolder(dirname(target), 0o700);
    const isLink = await lstat(path).then(
      (stats) => stats.isSymbolicLink(),
      () => false,
    );
    return await whileLocked(target, (check) => editInPlace(target, edit, check, isLink));
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new CliError('login-file-unwritable', `${path} cannot be written: ${reasonOf(error)}.`, {
      cause: error,
      next: 'Mend its rights or its folder, then run the command again.',
    });
  }
}

/** What a file says; empty for one that is not there. Throws `login-file-unwritable` when it cannot be read. */
export async function readText(path: string): Promise<string> {
  const content = await readIfThere(path).catch((error: unknown) => {
    const what = `${path} cannot be read: ${reasonOf(error)}.`;
    throw new CliError('login-file-unwritable', what, { cause: error, next: 'Mend its rights, then run it again.' });
  });
  return content === undefined ? '' : decode(content).text;
}

async function editInPlace(
  target: string,
  edit: (text: string) => string,
  check: () => void,
  isLink: boolean,
): Promise<FileOutcome> {
  const content = await readIfThere(target);
  const { encoding, text } = decode(content ?? Buffer.alloc(0));
  const edited = edit(text);
  if (edited === '' && text !== '' && !isLink) {
    check();
    await rm(target, { force: true });
    return 'removed';
  }
  const isSafe = content === undefined || ((await stat(target)).mode & 0o077) === 0;
  if (edited === text && (isSafe || process.platform === 'win32')) return 'unchanged';
  check();
  await replaceFile(target, Buffer.from(edited, encoding));
  if (content === undefined) return 'created';
  return edited === text ? 'unchanged' : 'changed';
}

/** Where a chain of links ends, be there a file or not. */
async function targetOf(path: string, depth = 0): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT' || depth > 20) return path;
  }
  const link = await readlink(path).catch(() => undefined);
  return link === undefined ? path : await targetOf(resolve(dirname(path), link), depth + 1);
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** One byte, one character, where it is no UTF-8: so it is written back as it was. */
function decode(content: Buffer): { readonly text: string; readonly encoding: 'utf8' | 'latin1' } {
  const text = content.toString('utf8');
  if (Buffer.from(text, 'utf8').equals(content)) return { text, encoding: 'utf8' };
  return { text: content.toString('latin1'), encoding: 'latin1' };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
