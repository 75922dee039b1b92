import { createHash } from 'node:crypto';

import { isBuildTag, type LocalFile, parseBuildTag } from '@buildset/core';

import { ComposedFile } from './composed-file.ts';
import { pypiError, quoted } from './errors.ts';
import { MAX_METADATA_BYTES } from './limits.ts';
import { formatRecord, type RecordRow } from './record.ts';
import { distInfoEntry, openWheel, type WheelArchive } from './wheel-archive.ts';
import { checkWheelFile, parseWheelFile, rewriteWheelFile } from './wheel-file.ts';
import { formatWheelName, type WheelName } from './wheel-name.ts';
import { readWheelRecord, SIGNATURES } from './wheel-record.ts';
import { composeZip } from './zip-compose.ts';
import { readEntry } from './zip-read.ts';

export interface TagWheelOptions {
  /** The build tag to write, spelled as it shall be (`023` stays so); undefined removes the one that is there. */
  readonly build: string | undefined;
}

/** A wheel that is put together from its original whenever it is read. */
export interface TaggedWheel extends LocalFile {
  /**
   * So many bytes at the beginning are the original's (all, when its name does not change): a caller that saves the wheel
   * may let the file system copy them.
   */
  readonly sharedBytes: number;
}

/**
 * The wheel with another build tag, as a file that is put together whenever it is read: new name, `WHEEL` and `RECORD`;
 * everything else copied raw. Names and contents are those that `wheel tags --build` makes (wheel 0.48): tags in the name
 * sorted, directory entries left out, RECORD last in the order of the archive. The same input gives the same bytes on every
 * machine. When the name does not change, nothing does. As with `wheel tags`, contents that are copied are not held against
 * their hashes, which would read all of a large wheel: whoever checks or uploads the result does that. Throws `invalid-build-tag` (core), `wheel-signed`,
 * `wheel-tags-disagree`, `build-tag-disagrees`, `record-*` and what reading a wheel throws.
 */
export async function tagWheel(file: LocalFile, options: TagWheelOptions): Promise<TaggedWheel> {
  if (options.build !== undefined && !isBuildTag(options.build)) parseBuildTag(options.build);
  const wheel = await openWheel(file);
  refuseSigned(wheel);
  const wheelEntry = distInfoEntry(wheel, 'WHEEL');
  const wheelFile = parseWheelFile(await readEntry(wheel.zip, wheelEntry, MAX_METADATA_BYTES), file.name);
  checkWheelFile(wheelFile, wheel.name, file.name);

  const name = renamed(wheel.name, options.build);
  const fileName = formatWheelName(name);
  if (fileName === file.name)
    return taggedWheel(new ComposedFile(file.name, [{ file, start: 0, end: file.size }]), file);

  const record = await readWheelRecord(wheel);
  const wheelContent = rewriteWheelFile(wheelFile, name);
  const rows = record.files.map(({ entry, row }): RecordRow => {
    const isWheelFile = entry === wheelEntry;
    const size = String(isWheelFile ? wheelContent.length : entry.size);
    return { path: row.path, hash: isWheelFile ? recordHash(wheelContent) : row.hash, size };
  });
  const recordContent = Buffer.from(formatRecord([...rows, { path: record.entry.name, hash: '', size: '' }]));
  const composed = await composeZip(fileName, wheel.zip, [
    ...record.files.map(({ entry }) => (entry === wheelEntry ? { entry, content: wheelContent } : { entry })),
    { entry: record.entry, content: recordContent },
  ]);
  return taggedWheel(composed, file);
}

function taggedWheel(composed: ComposedFile, original: LocalFile): TaggedWheel {
  return {
    name: composed.name,
    size: composed.size,
    sharedBytes: composed.sharedBytes(original),
    stream: (range) => composed.stream(range),
    read: (offset, length) => composed.read(offset, length),
  };
}

function renamed(name: WheelName, build: string | undefined): Omit<WheelName, 'name'> {
  return {
    distribution: name.distribution,
    version: name.version,
    ...(build !== undefined && { buildTag: build }),
    pythonTags: sorted(name.pythonTags),
    abiTags: sorted(name.abiTags),
    platformTags: sorted(name.platformTags),
  };
}

function sorted(tags: readonly string[]): readonly string[] {
  return [...new Set(tags)].toSorted();
}

function recordHash(content: Uint8Array): string {
  return `sha256=${createHash('sha256').update(content).digest('base64url')}`;
}

function refuseSigned(wheel: WheelArchive): void {
  const signatures = new Set(SIGNATURES.map((name) => `${wheel.distInfo}/${name}`.toLowerCase()));
  const signature = wheel.zip.entries.find((entry) => signatures.has(entry.name.toLowerCase()));
  if (signature) {
    throw pypiError(
      'wheel-signed',
      `${wheel.zip.file.name} is signed (${quoted(signature.name)}): a rewritten RECORD would not match the signature.`,
      'Set the build tag when the wheel is built, before it is signed.',
    );
  }
}
