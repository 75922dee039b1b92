import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Asset, LocalFile, Spool, SpooledFile } from '@buildset/core';
import { CodeArtifactError } from '../codeartifact-error.ts';
import { firstEvent } from './first-event.ts';
import { openLocalFile } from './local-file.ts';

/** What may wait for the disk: the more, the fewer and larger its writes. */
const WAITING_BYTES = 1024 * 1024;

/**
 * Lays assets down in private folders under `dir` (default: the system's temporary folder), readable by this user only.
 * What a killed process leaves there is the system's to clean.
 */
export function nodeSpool(options: { readonly dir?: string } = {}): Spool {
  return { spool: (asset, stream) => spool(asset, stream, options.dir ?? tmpdir()) };
}

async function spool(asset: Asset, stream: AsyncIterable<Uint8Array>, parent: string): Promise<SpooledFile> {
  const folder = await mkdtemp(join(parent, 'buildset-')).catch((cause: unknown) => {
    throw noPlace(`${parent} takes no temporary copy of ${asset.name}`, 'Mend it', cause);
  });
  const dispose = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    const path = join(folder, 'asset');
    await write(path, stream);
    return spooled(await openLocalFile(path), asset.name, dispose);
  } catch (error) {
    await dispose();
    if (!isDiskFull(error)) throw error;
    throw noPlace(`there is no room for ${asset.name} (${asset.size} bytes) in ${parent}`, 'Make room there', error);
  }
}

async function write(path: string, stream: AsyncIterable<Uint8Array>): Promise<void> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: WAITING_BYTES });
  const written = finished(file);
  // Reported below; without a listener a failure between two chunks would end the process.
  written.catch(() => undefined);
  try {
    for await (const chunk of stream) {
      if (!file.write(chunk)) await firstEvent(file, 'drain', 'error', 'close');
      if (file.errored) break;
    }
    file.end();
    await written;
  } finally {
    file.destroy();
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
