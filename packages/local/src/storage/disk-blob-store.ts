import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  fdatasync,
  fsync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writev,
  writevSync,
} from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  type BlobHasher,
  BlobMismatchError,
  type BlobStore,
  BlobTooLargeError,
  type FollowedFile,
  type ReceivedBlob,
  smallBlobBytes,
  type StoredBlob,
} from './blobs.ts';

/** Chunks are gathered to this size before a write: fewer system calls, and a small blob is one write. */
const writeBytes = 1024 * 1024;

const [syncFile, syncData, writeAll] = [promisify(fsync), promisify(fdatasync), promisify(writev)];

/**
 * Blobs below `root`: `blobs/ab/cd…` and `incoming/` beside them, so that a rename never crosses file systems.
 * What a killed process left in `incoming/` is removed at the next opening. Only what waits for the disk is left to other threads:
 * to ask one to open, name or close a file takes many times as long as doing it. `hasher` follows what is larger than a block.
 */
export async function openDiskBlobStore(root: string, hasher?: Pick<BlobHasher, 'follow'>): Promise<BlobStore> {
  const incoming = join(root, 'incoming');
  const blobs = join(root, 'blobs');
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming, { recursive: true });
  await mkdir(blobs, { recursive: true });
  const folderOf = (sha256: string): string => join(blobs, sha256.slice(0, 2));
  const pathOf = (sha256: string): string => join(folderOf(sha256), sha256.slice(2));

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

  /** What has its name and is not durable yet. */
  const keeping = new Map<string, Promise<unknown>>();
  /**
   * Gives the written file its name, durably. File and name are synced at once: until then nothing refers to them, and the next start removes
   * what a loss of power leaves.
   */
  const keep = async (temporary: string, file: number, sha256: string): Promise<void> => {
    renameSync(temporary, pathOf(sha256));
    const synced = Promise.all([syncData(file), syncFolder(folderOf(sha256))]);
    keeping.set(sha256, synced);
    try {
      await synced;
    } catch (error) {
      rmSync(pathOf(sha256), { force: true });
      throw error;
    } finally {
      keeping.delete(sha256);
    }
  };

  const isWhole = ({ sha256, size }: StoredBlob): boolean => sizeOf(pathOf(sha256)) === size;

  /** Reads to the end what is stored already. */
  const compare = async (
    source: AsyncIterable<Uint8Array>,
    maxBytes: number,
    stored: StoredBlob,
  ): Promise<ReceivedBlob> => {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new BlobTooLargeError(`more than ${maxBytes} bytes`);
      hash.update(chunk);
    }
    const sha256 = hash.digest('hex');
    if (sha256 !== stored.sha256) throw new BlobMismatchError(sha256, stored.sha256);
    if (!isWhole(stored)) throw new Error(`the stored bytes of ${sha256} were damaged while they came again`);
    await keeping.get(sha256);
    return { sha256, size, hashes: undefined };
  };

  return {
    async receive(source, maxBytes, announced) {
      if (announced && announced.size > smallBlobBytes && isWhole(announced))
        return await compare(source, maxBytes, announced);
      const temporary = join(incoming, randomUUID());
      let file: number | undefined;
      let followed: FollowedFile | undefined;
      const opened = (): number => (file ??= openSync(temporary, 'wx', 0o600));
      const written = (bytes: number): void => {
        followed ??= hasher?.follow(temporary);
        followed?.written(bytes);
      };
      try {
        const { received, rest } = await take(source, { opened, written }, maxBytes);
        const { sha256, size } = received;
        await madeFolder(folderOf(sha256));
        const stored = sizeOf(pathOf(sha256));
        // Known bytes are not written again, unless they are damaged, and a small file that is known needs no file at all.
        if (stored === size) {
          await keeping.get(sha256);
          if (file !== undefined) rmSync(temporary);
          return received;
        }
        const whole = opened();
        if (rest.length > 0) writeRest(whole, rest, writevSync(whole, rest));
        const hashing = followed?.whole();
        // Often there before the bytes are durable.
        let hashes = received.hashes;
        hashing?.then((found) => (hashes = found)).catch(() => undefined);
        // Over what is damaged, to which something may refer, only what is durable.
        if (stored !== undefined) await syncData(whole);
        await keep(temporary, whole, sha256);
        return { ...received, hashes, hashing };
      } catch (error) {
        rmSync(temporary, { force: true });
        throw error;
      } finally {
        followed?.drop();
        if (file !== undefined) closeSync(file);
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

interface Target {
  readonly opened: () => number;
  /** Told how many bytes are in the file. */
  readonly written: (bytes: number) => void;
}

async function take(source: AsyncIterable<Uint8Array>, target: Target, maxBytes: number): Promise<Taken> {
  const sha256 = createHash('sha256');
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let size = 0;
  let writing: Promise<unknown> = Promise.resolve();
  try {
    for await (const chunk of source) {
      size += chunk.byteLength;
      if (size > maxBytes) throw new BlobTooLargeError(`more than ${maxBytes} bytes`);
      pending.push(chunk);
      pendingBytes += chunk.byteLength;
      if (pendingBytes < writeBytes) {
        sha256.update(chunk);
        continue;
      }
      // The write of the block before runs while this one arrives and is hashed.
      await writing;
      const bytes = size;
      writing = writeBlock(target.opened(), pending).then(() => target.written(bytes));
      writing.catch(() => undefined);
      sha256.update(chunk);
      pending = [];
      pendingBytes = 0;
    }
  } finally {
    // Whatever ends the source: the file must not be closed under a write.
    await Promise.allSettled([writing]);
  }
  await writing;
  const hashes = size <= smallBlobBytes ? hashesOf(pending) : undefined;
  return { received: { sha256: sha256.digest('hex'), size, hashes }, rest: pending };
}

async function writeBlock(file: number, chunks: readonly Uint8Array[]): Promise<void> {
  const { bytesWritten } = await writeAll(file, chunks);
  writeRest(file, chunks, bytesWritten);
}

/** A nearly full disk takes a part and reports success; asked to take the rest it says why it does not. */
function writeRest(file: number, chunks: readonly Uint8Array[], bytesWritten: number): void {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  if (bytesWritten < bytes) writeFileSync(file, Buffer.concat(chunks).subarray(bytesWritten));
}

function hashesOf(chunks: readonly Uint8Array[]): { md5: string; sha1: string; sha512: string } {
  const digest = (algorithm: string): string => {
    const hash = createHash(algorithm);
    for (const chunk of chunks) hash.update(chunk);
    return hash.digest('hex');
  };
  return { md5: digest('md5'), sha1: digest('sha1'), sha512: digest('sha512') };
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.size;
  } catch {
    return undefined;
  }
}

/** A rename is durable only when its folder is. Windows cannot open a folder; there the file system has to do. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    await syncFile(folder);
  } finally {
    closeSync(folder);
  }
}
