import type { LocalFile, Sha256 } from '@buildset/core';

import { quoted } from './errors.ts';
import type { RecordRow } from './record.ts';
import { openWheel, type WheelArchive } from './wheel-archive.ts';
import { mismatch, readWheelRecord } from './wheel-record.ts';
import type { ZipEntry } from './zip-archive.ts';
import { digestArchive } from './zip-digest.ts';

/** What comparing a wheel with its RECORD gave. */
export interface VerifiedRecord {
  /** How many of the wheel's files were hashed. */
  readonly files: number;
  /** Of the wheel itself: it is read once for both. */
  readonly sha256: Sha256;
}

/**
 * Reads a wheel once, unpacks every file and compares it with RECORD: all listed, nothing else, every hash and size right.
 * Also holds each member's local header and CRC against the directory. Throws `record-*` and `archive-*`.
 */
export async function verifyRecord(file: LocalFile): Promise<VerifiedRecord> {
  return await verifyWheelRecord(await openWheel(file));
}

/** As `verifyRecord`, for a wheel that is open. */
export async function verifyWheelRecord(wheel: WheelArchive): Promise<VerifiedRecord> {
  const record = await readWheelRecord(wheel);
  const rows = new Map<ZipEntry, RecordRow>(record.files.map(({ entry, row }) => [entry, row]));
  const sha256 = await digestArchive(
    wheel.zip,
    (entry) => rows.get(entry)?.hash.split('=')[0],
    (entry, digest) => {
      const row = rows.get(entry);
      // Some tools pad the base64.
      if (row === undefined || digest === row.hash.slice(row.hash.indexOf('=') + 1).replace(/=+$/, '')) return;
      throw mismatch(wheel.zip.file.name, `has another hash for ${quoted(entry.name)} than its content`);
    },
  );
  return { files: record.files.length, sha256 };
}
