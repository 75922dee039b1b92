import { createHash } from 'node:crypto';

import type { LocalFile } from '@buildset/core';

import { quoted } from './errors.ts';
import { openWheel } from './wheel-archive.ts';
import { mismatch, readWheelRecord } from './wheel-record.ts';
import { unpackEntry } from './zip-read.ts';

/**
 * Unpacks every file of a wheel and compares it with RECORD: all listed, nothing else, every hash and size right. Also holds
 * each member's local header and CRC against the directory. Returns how many files were hashed. Throws `record-*` and
 * `archive-*`.
 */
export async function verifyRecord(file: LocalFile): Promise<{ readonly files: number }> {
  const wheel = await openWheel(file);
  const record = await readWheelRecord(wheel);
  for (const { entry, row } of record.files) {
    const equals = row.hash.indexOf('=');
    const hash = createHash(row.hash.slice(0, equals));
    for await (const chunk of unpackEntry(wheel.zip, entry)) hash.update(chunk);
    // Some tools pad the base64.
    if (hash.digest('base64url') !== row.hash.slice(equals + 1).replace(/=+$/, '')) {
      throw mismatch(file.name, `has another hash for ${quoted(entry.name)} than its content`);
    }
  }
  return { files: record.files.length };
}
