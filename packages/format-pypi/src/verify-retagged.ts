import { createHash } from 'node:crypto';

import type { LocalFile } from '@buildset/core';

import { pypiError, quoted } from './errors.ts';
import { MAX_METADATA_BYTES, MAX_RECORD_BYTES } from './limits.ts';
import { parseRecord } from './record.ts';
import { tagWheel } from './tag-wheel.ts';
import { distInfoEntry, openWheel, type WheelArchive } from './wheel-archive.ts';
import { parseWheelFile } from './wheel-file.ts';
import { parseWheelName } from './wheel-name.ts';
import type { ZipEntry } from './zip-archive.ts';
import { readEntry, unpackEntry } from './zip-read.ts';

/** How a rewritten wheel was shown to be its original. */
export interface RetagProof {
  /**
   * `bytes`: rewriting the original again gives the very same file. `contents`: another tool (`wheel tags`) wrote it; every
   * file has the same content and mode, `WHEEL` the same fields, and RECORD the same rows.
   */
  readonly equal: 'bytes' | 'contents';
}

/**
 * Proves that `rewritten` is `original` but for the build tag: in the name, in `WHEEL` and in its row of RECORD.
 * Throws `retag-differs`, which names the first difference, and what `tagWheel` throws.
 */
export async function verifyRetagged(original: LocalFile, rewritten: LocalFile): Promise<RetagProof> {
  const expected = await tagWheel(original, { build: parseWheelName(rewritten.name).buildTag });
  if (expected.name !== rewritten.name) {
    throw differs(original, rewritten, `the name would be ${expected.name}`);
  }
  if (await sameBytes(expected, rewritten)) return { equal: 'bytes' };
  await compareContents(await openWheel(expected), await openWheel(rewritten), original);
  return { equal: 'contents' };
}

async function sameBytes(a: LocalFile, b: LocalFile): Promise<boolean> {
  if (a.size !== b.size) return false;
  const [hashA, hashB] = [await digest(a.stream()), await digest(b.stream())];
  return hashA === hashB;
}

async function compareContents(expected: WheelArchive, rewritten: WheelArchive, original: LocalFile): Promise<void> {
  const fault = (what: string): Error => differs(original, rewritten.zip.file, what);
  const found = filesOf(rewritten);
  const wanted = filesOf(expected);
  for (const name of found.keys()) {
    if (!wanted.has(name)) throw fault(`${quoted(name)} was added`);
  }
  const [wheelPath, recordPath] = [`${expected.distInfo}/WHEEL`, `${expected.distInfo}/RECORD`];
  for (const [name, entry] of wanted) {
    const other = found.get(name);
    if (!other) throw fault(`${quoted(name)} is missing`);
    if (name === recordPath) continue;
    if (entry.mode !== other.mode) throw fault(`${quoted(name)} has another mode`);
    if (name !== wheelPath && !(await sameContent(expected, entry, rewritten, other))) {
      throw fault(`${quoted(name)} has another content`);
    }
  }
  const wheels = await Promise.all([wheelFields(expected), wheelFields(rewritten)]);
  if (wheels[0] !== wheels[1]) throw fault('WHEEL differs in more than its build tag');
  const rows = await Promise.all([recordRows(expected, wheelPath), recordRows(rewritten, wheelPath)]);
  if (rows[0] !== rows[1]) throw fault('RECORD differs in more than the row of WHEEL');
}

function filesOf(wheel: WheelArchive): ReadonlyMap<string, ZipEntry> {
  return new Map(wheel.zip.entries.filter((entry) => !entry.isDirectory).map((entry) => [entry.name, entry]));
}

async function sameContent(a: WheelArchive, inA: ZipEntry, b: WheelArchive, inB: ZipEntry): Promise<boolean> {
  if (inA.size !== inB.size || inA.crc32 !== inB.crc32) return false;
  return (await digest(unpackEntry(a.zip, inA))) === (await digest(unpackEntry(b.zip, inB)));
}

// `wheel tags` folds long lines.
async function wheelFields(wheel: WheelArchive): Promise<string> {
  const bytes = await readEntry(wheel.zip, distInfoEntry(wheel, 'WHEEL'), MAX_METADATA_BYTES);
  const { fields, body } = parseWheelFile(bytes, wheel.zip.file.name);
  return JSON.stringify([fields.map(([name, value]) => [name, value.trim().replaceAll(/\s+/g, ' ')]), body.trim()]);
}

async function recordRows(wheel: WheelArchive, wheelPath: string): Promise<string> {
  const bytes = await readEntry(wheel.zip, distInfoEntry(wheel, 'RECORD'), MAX_RECORD_BYTES);
  const rows = parseRecord(Buffer.from(bytes).toString(), wheel.zip.file.name);
  const own = await digest(unpackEntry(wheel.zip, distInfoEntry(wheel, 'WHEEL')));
  const shown = rows.map((row) => {
    const isOwn = row.path === wheelPath && row.hash === `sha256=${own}`;
    return [row.path, isOwn ? 'its own hash' : row.hash, isOwn ? '' : row.size].join('\0');
  });
  return shown.toSorted().join('\n');
}

async function digest(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('base64url');
}

function differs(original: LocalFile, rewritten: LocalFile, what: string): Error {
  return pypiError(
    'retag-differs',
    `${rewritten.name} is not ${original.name} with another build tag: ${what}.`,
    'Do not promote this file; make it again from its original.',
  );
}
