import { read } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import type { FileBody } from './reply.ts';
import { DamagedAssetError, unreadable } from './stored-file.ts';

const readInto = promisify(read);

/** Large reads, since every one costs a trip through the thread pool. */
const blockBytes = 512 * 1024;

/**
 * Writes the bytes of an open file into an answer, and ends it. Two blocks are all it takes, however large the file is: one is filled while
 * the other is written. Rejects when the client goes away, which `gone` tells too: an answer that waits for its turn hears of nothing;
 * with DamagedAssetError when the file gives less than it had.
 */
export async function sendFile(
  response: ServerResponse,
  file: number,
  { stored, start, length }: FileBody,
  gone: AbortSignal,
): Promise<void> {
  const end = start + length;
  const size = Math.min(length, blockBytes);
  let block = Buffer.allocUnsafe(size);
  let other = length > size ? Buffer.allocUnsafe(size) : block;
  let written = Promise.resolve();
  for (let at = start; at < end;) {
    const { bytesRead } = await readInto(file, block, 0, Math.min(size, end - at), at).catch((error: unknown) => {
      throw unreadable(stored, error);
    });
    if (bytesRead === 0) throw new DamagedAssetError(stored, `ends after ${at} bytes, not ${end}`);
    at += bytesRead;
    await written;
    written = write(response, block.subarray(0, bytesRead), gone);
    // Heard of at the next await.
    written.catch(() => undefined);
    [block, other] = [other, block];
  }
  await written;
  response.end();
}

/** Resolves when the socket holds the bytes no more: they are with the system. */
function write(response: ServerResponse, bytes: Uint8Array, gone: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(gone.reason);
    if (gone.aborted) {
      stop();
      return;
    }
    gone.addEventListener('abort', stop, { once: true });
    response.write(bytes, (error) => {
      gone.removeEventListener('abort', stop);
      if (error) reject(error);
      else resolve();
    });
  });
}
