import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BlobStore, BlobTooLargeError, type ReceivedBlob } from './blobs.ts';

/** Chunks are gathered to this size before a write: fewer system calls, and a small blob is one write. */
const writeBytes = 1024 * 1024;

/** Up to this size all hashes are computed at once, on the bytes still in memory. */
const smallBytes = 256 * 1024;

/**
 * Blobs below `root`: `blobs/ab/cd…` and `incoming/` beside them, so that a rename never crosses file systems.
 * What a killed process left in `incoming/` is removed at the next opening.
 */
export async function openDiskBlobStore(root: string): Promise<BlobStore> {
  const incoming = join(root, 'incoming');
  const blobs = join(root, 'blobs');
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  await mkdir(blobs, { recursive: true });
  const pathOf = (sha256: string): string => join(blobs, sha256.slice(0, 2), sha256.slice(2));

  const keep = async (temporary: string, file: FileHandle, sha256: string): Promise<void> => {
    if (await exists(pathOf(sha256))) {
      await rm(temporary);
      return;
    }
    await file.datasync();
    const folder = join(blobs, sha256.slice(0, 2));
    if ((await mkdir(folder, { recursive: true })) !== undefined) await syncFolder(blobs);
    await rename(temporary, pathOf(sha256));
    await syncFolder(folder);
  };

  return {
    async receive(source, maxBytes) {
      const temporary = join(incoming, randomUUID());
      const file = await open(temporary, 'wx', 0o600);
      try {
        const received = await write(source, file, maxBytes);
        await keep(temporary, file, received.sha256);
        return received;
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      } finally {
        await file.close();
      }
    },
    pathOf,
    async *list() {
      for (const folder of await readdir(blobs)) {
        for (const rest of await readdir(join(blobs, folder))) yield folder + rest;
      }
    },
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
  };
}

async function write(source: AsyncIterable<Uint8Array>, file: FileHandle, maxBytes: number): Promise<ReceivedBlob> {
  const sha256 = createHash('sha256');
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let size = 0;
  let writing: Promise<unknown> = Promise.resolve();
  const small = { chunks: new Array<Uint8Array>() };
  for await (const chunk of source) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      await writing;
      throw new BlobTooLargeError(`more than ${maxBytes} bytes`);
    }
    if (size <= smallBytes) small.chunks.push(chunk);
    pending.push(chunk);
    pendingBytes += chunk.byteLength;
    if (pendingBytes < writeBytes) {
      sha256.update(chunk);
      continue;
    }
    // The write of the block before runs while this one arrives and is hashed.
    await writing;
    writing = writeWhole(file, pending, pendingBytes);
    writing.catch(() => undefined);
    sha256.update(chunk);
    pending = [];
    pendingBytes = 0;
  }
  await writing;
  if (pendingBytes > 0) await writeWhole(file, pending, pendingBytes);
  return {
    sha256: sha256.digest('hex'),
    size,
    hashes: size <= smallBytes ? hashesOf(small.chunks) : undefined,
  };
}

/** A nearly full disk takes a part and reports success; the caller must not. */
async function writeWhole(file: FileHandle, chunks: readonly Uint8Array[], bytes: number): Promise<void> {
  const { bytesWritten } = await file.writev([...chunks]);
  if (bytesWritten !== bytes) throw new Error(`the file system took ${bytesWritten} of ${bytes} bytes`);
}

function hashesOf(chunks: readonly Uint8Array[]): { md5: string; sha1: string; sha512: string } {
  const digest = (algorithm: string): string => {
    const hash = createHash(algorithm);
    for (const chunk of chunks) hash.update(chunk);
    return hash.digest('hex');
  };
  return { md5: digest('md5'), sha1: digest('sha1'), sha512: digest('sha512') };
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** A rename is durable only when its folder is. Windows cannot open a folder; there the file system has to do. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
