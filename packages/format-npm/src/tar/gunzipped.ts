import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

import type { LocalFile } from '@buildset/core';

import { BOMB_FLOOR_BYTES, BOMB_RATIO } from '../limits.ts';
import { checksumFault, corrupt, untrusted } from './archive-error.ts';

/** Bytes that zlib gives at once; its default of 16 KiB costs more in hand-overs than in unpacking. */
const CHUNK_BYTES = 256 * 1024;

/**
 * The tar archive in a `.tgz`, whose bytes are `source` (default the file's): gzip alone, to the file's last byte, and no
 * bomb. Stopping early closes the source. Throws `archive-bomb`, `archive-checksum` and `archive-corrupt`.
 */
export async function* gunzipped(
  file: LocalFile,
  source: AsyncIterable<Uint8Array> = file.stream(),
): AsyncGenerator<Uint8Array> {
  const decoder = createGunzip({ chunkSize: CHUNK_BYTES });
  // The error, if any, is thrown by the loop that reads the decoder.
  pipeline(Readable.from(source), decoder, () => undefined);
  let unpacked = 0;
  try {
    for await (const chunk of decoder as AsyncIterable<Uint8Array>) {
      unpacked += chunk.length;
      if (unpacked > BOMB_FLOOR_BYTES && unpacked > file.size * BOMB_RATIO) {
        throw untrusted('archive-bomb', file.name, `has ${file.size} bytes and unpacks to over ${unpacked}`);
      }
      yield chunk;
    }
  } catch (error) {
    throw asArchiveError(error, file);
  }
  if (decoder.bytesWritten !== file.size) throw corrupt(file.name, 'other bytes follow its end');
}

function asArchiveError(error: unknown, file: LocalFile): unknown {
  if (!(error instanceof Error) || !('code' in error) || !String(error.code).startsWith('Z_')) return error;
  if (/incorrect (?:data|length) check/.test(error.message)) return checksumFault(file.name, error);
  return corrupt(file.name, /unexpected end/.test(error.message) ? 'it is cut off' : 'it is not gzip', error);
}
