import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hashOf, makeFolder, openFile } from '@buildset/cli-kit';
import { CodedError, type LocalFile } from '@buildset/core';
import type { TaggedWheel } from '@buildset/format-pypi';
import { TwineError } from '../twine-error.ts';

/** `unchanged`: the original is that file. `already-there`: another file with the same bytes was there. */
export type Saved = 'written' | 'already-there' | 'unchanged';

/** A wheel on this disk. */
export interface Original {
  readonly path: string;
  /** How it was before it was read: who writes to it changes its time, who replaces it its number. */
  readonly stamp: string;
}

/** Below this part of the original, copying all of it costs more than it saves. */
const WORTH_COPYING = 0.5;

/** To be called before anything of the wheel is read. */
export async function originalAt(path: string): Promise<Original> {
  const { dev, ino, mtimeNs, size } = await stat(path, { bigint: true });
  return { path, stamp: [dev, ino, mtimeNs, size].join() };
}

/**
 * Writes a tagged wheel to a temporary file beside its place, then renames it: nobody sees half of it, nor a mixture when
 * the original changed since it was read. Makes the folder. Throws `output-exists` where other bytes are, and
 * `file-not-written`.
 */
export async function saveWheel(
  wheel: TaggedWheel,
  original: Original,
  path: string,
  signal: AbortSignal,
): Promise<Saved> {
  if (await isSameFile(original.path, path)) return 'unchanged';
  if (await holdsAlready(wheel, path)) return 'already-there';
  const temporary = `${path}.${randomUUID()}.part`;
  try {
    await makeFolder(dirname(path));
    await writeTo(temporary, wheel, original.path, signal);
    await requireUnchanged(original, path);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // what failed before is told
    if (error instanceof CodedError || signal.aborted) throw error;
    throw notWritten(path, error);
  }
  return 'written';
}

async function requireUnchanged({ path, stamp }: Original, output: string): Promise<void> {
  if ((await originalAt(path)).stamp === stamp) return;
  throw new TwineError(
    'file-not-written',
    `${output} is not written: ${path} changed while it was read.`,
    'Wait until the build has ended, and run it again.',
  );
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [inA, inB] = await Promise.all([a, b].map((path) => stat(path, { bigint: true }).catch(() => undefined)));
  return inA !== undefined && inA.dev === inB?.dev && inA.ino === inB.ino;
}

async function holdsAlready(wheel: LocalFile, path: string): Promise<boolean> {
  if ((await stat(path).catch(() => undefined)) === undefined) return false;
  const held = await openFile(path);
  if (held.size === wheel.size && (await hashOf(held)) === (await hashOf(wheel))) return true;
  throw new TwineError(
    'output-exists',
    `${path} exists, and is not what this would write.`,
    'Remove that file, take another build number, or give --output-dir.',
  );
}

/** What both have in common is left to the file system, which may share it instead of copying. */
async function writeTo(path: string, wheel: TaggedWheel, original: string, signal: AbortSignal): Promise<void> {
  const { mode, size } = await stat(original);
  const shared = wheel.sharedBytes > size * WORTH_COPYING ? wheel.sharedBytes : 0;
  if (shared > 0) {
    await copyFile(original, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await chmod(path, mode | 0o200); // the original may be read-only
  }
  const handle = await open(path, shared > 0 ? 'r+' : 'wx', mode | 0o200);
  try {
    await handle.truncate(shared);
    await append(wheel, shared, handle, signal);
  } finally {
    await handle.close();
  }
}

async function append(wheel: LocalFile, start: number, handle: FileHandle, signal: AbortSignal): Promise<void> {
  let position = start;
  for await (const chunk of wheel.stream({ start })) {
    signal.throwIfAborted();
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position);
      done += bytesWritten;
      position += bytesWritten;
    }
  }
}

function notWritten(path: string, cause: unknown): TwineError {
  const why = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  return new TwineError(
    'file-not-written',
    `${path} cannot be written${why}.`,
    "Make room, check the folder's rights, or give another --output-dir.",
    { cause },
  );
}
