import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Asset, LocalFile, Spool, SpooledFile } from '@buildset/core';
import { CodeArtifactError } from '../codeartifact-error.ts';
import { VerifiedStream } from '../verified-stream.ts';
import { openLocalFile } from './local-file.ts';
import { written } from './written.ts';

/** What may wait for the disk: the more, the fewer and larger its writes. */
const WAITING_BYTES = 1024 * 1024;

/**
 * Lays assets down in private folders under `dir` (default: the system's temporary folder), readable by this user only.
 * What a killed process leaves there is the system's to clean.
 */
export function nodeSpool({ dir = tmpdir() }: { readonly dir?: string } = {}): Spool {
  return {
    async spool(asset, stream) {
      const bytes = laidDown(asset, stream, dir);
      for (;;) {
        const { done, value } = await bytes.next();
        if (done === true) return value;
      }
    },
    spoolOnTheWay(asset, stream, onSpooled) {
      const passage = async function* tell(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
        onSpooled(yield* laidDown(asset, bytes, dir));
      };
      return stream instanceof VerifiedStream ? stream.through(passage) : passage(stream);
    },
  };
}

/** Passes a stream on while it is written; returns the file, which goes away again unless all of it was read. */
async function* laidDown(
  asset: Asset,
  stream: AsyncIterable<Uint8Array>,
  parent: string,
): AsyncGenerator<Uint8Array, SpooledFile> {
  const folder = await mkdtemp(join(parent, 'buildset-')).catch((cause: unknown) => {
    throw noPlace(`${parent} takes no temporary copy of ${asset.name}`, 'Mend it', cause);
  });
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  let isWhole = false;
  try {
    const path = join(folder, 'asset');
    yield* written(createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: WAITING_BYTES }), stream);
    const file = spooled(await openLocalFile(path), asset.name, dispose);
    isWhole = true;
    return file;
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    throw noPlace(`there is no room for ${asset.name} (${asset.size} bytes) in ${parent}`, 'Make room there', error);
  } finally {
    if (!isWhole) await dispose();
  }
}

function spooled(file: LocalFile, name: string, dispose: () => Promise<void>): SpooledFile {
  return {
    name,
    size: file.size,
    stream: (range) => file.stream(range),
    read: (offset, length) => file.read(offset, length),
    dispose,
  };
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}

function noPlace(message: string, next: string, cause: unknown): CodeArtifactError {
  return new CodeArtifactError('disk-full', message, { cause, next: `${next}, or name another folder with TMPDIR.` });
}
