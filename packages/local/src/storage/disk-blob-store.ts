import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BlobStore, BlobTooLargeError, type ReceivedBlob } from './blobs.ts';

/** Chunks are gathered to this size before a write: fewer system calls, and a small blob is one write. */
const writeBytes = 1024 * 1024;

/** Up to this size, less than a block, all hashes are computed at once, on the bytes still in memory. */
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

  const folders = new Map<string, Promise<void>>();
  /** Makes the folder, durably, once. */
  const madeFolder = (path: string): Promise<void> => {
    const known = folders.get(path);
    if (known) return known;
    const made = (async () => {
      if ((await mkdir(path, { recursive: true })) !== undefined) await syncFolder(blobs);
    })();
    made.catch(() => folders.delete(path));
    folders.set(path, made);
    return made;
  };

  /** Gives the written file its name, durably. */
  const keep = async (temporary: string, file: FileHandle, sha256: string): Promise<void> => {
    await file.datasync();
    const folder = join(blobs, sha256.slice(0, 2));
    await madeFolder(folder);
    await rename(temporary, pathOf(sha256));
    await syncFolder(folder);
  };

  return {
    async receive(source, maxBytes) {
      const temporary = join(incoming, randomUUID());
      let file: FileHandle | undefined;
      const opened = async (): Promise<FileHandle> => (file ??= await open(temporary, 'wx', 0o600));
      try {
        const { received, rest } = await take(source, opened, maxBytes);
        // Known bytes are not written again, unless they are damaged, and a small file that is known needs no file at all.
        if (await hasLength(pathOf(received.sha256), received.size)) {
          if (file) await rm(temporary);
          return received;
        }
        const whole = await opened();
        if (rest.length > 0) await writeWhole(whole, rest);
        await keep(temporary, whole, received.sha256);
        return received;
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      } finally {
        await file?.close();
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

interface Taken {
  readonly received: ReceivedBlob;
  /** The last bytes, not written yet: all of a blob that is smaller than a block. */
  readonly rest: readonly Uint8Array[];
}

async function take(
  source: AsyncIterable<Uint8Array>,
  opened: () => Promise<FileHandle>,
  maxBytes: number,
): Promise<Taken> {
  const sha256 = createHash('sha256');
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let size = 0;
  let writing: Promise<unknown> = Promise.resolve();
  for await (const chunk of source) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      await writing;
      throw new BlobTooLargeError(`more than ${maxBytes} bytes`);
    }
    pending.push(chunk);
    pendingBytes += chunk.byteLength;
    if (pendingBytes < writeBytes) {
      sha256.update(chunk);
      continue;
    }
    // The write of the block before runs while this one arrives and is hashed.
    await writing;
    writing = writeWhole(await opened(), pending);
    writing.catch(() => undefined);
    sha256.update(chunk);
    pending = [];
    pendingBytes = 0;
  }
  await writing;
  const hashes = size <= smallBytes ? hashesOf(pending) : undefined;
  return { received: { sha256: sha256.digest('hex'), size, hashes }, rest: pending };
}

/** A nearly full disk takes a part and reports success; asked to take the rest it says why it does not. */
async function writeWhole(file: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  const { bytesWritten } = await file.writev([...chunks]);
  if (bytesWritten < bytes) await file.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
}

function hashesOf(chunks: readonly Uint8Array[]): { md5: string; sha1: string; sha512: string } {
  const digest = (algorithm: string): string => {
    const hash = createHash(algorithm);
    for (const chunk of chunks) hash.update(chunk);
    return hash.digest('hex');
  };
  return { md5: digest('md5'), sha1: digest('sha1'), sha512: digest('sha512') };
}

async function hasLength(path: string, size: number): Promise<boolean> {
  return stat(path).then(
    (found) => found.size === size,
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
