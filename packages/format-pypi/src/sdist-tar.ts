import { ByteReader, type LocalFile } from '@buildset/core';

import { pypiError, quoted } from './errors.ts';
import { isBomb, MAX_ENTRIES, MAX_METADATA_BYTES } from './limits.ts';
import { checkMemberPath, resolveLink } from './member-path.ts';
import type { TarHeader } from './tar-header.ts';
import { TarFault, tarMembers } from './tar-members.ts';
import { isZlibError, unzipped } from './unzipped.ts';

const UNTRUSTED = 'Do not install this file. Build it again with a current build tool, from sources that you trust.';
const AGAIN = 'Copy or download the file again, or build it again.';

/** What of a tar archive was found: the members' paths without a leading `./` or trailing `/`, and the wanted content. */
export interface SdistMembers {
  readonly paths: readonly string[];
  /** By path: every `<directory>/PKG-INFO`. */
  readonly pkgInfo: ReadonlyMap<string, Uint8Array>;
}

/**
 * Reads a `.tar.gz` sdist once, to its end, in bounded memory: every member is checked (path, links that leave the
 * archive, devices, duplicates), the gzip checksum is verified. Throws `archive-*` and `metadata-too-large`.
 */
export async function readSdistTar(file: LocalFile): Promise<SdistMembers> {
  const reader = new ByteReader(bounded(file, unzipped(file.stream(), 'gzip')));
  const paths = new Set<string>();
  const pkgInfo = new Map<string, Uint8Array>();
  try {
    for await (const member of tarMembers(reader)) {
      const path = member.path.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
      if (path === '' || path === '.') continue;
      checkMember({ ...member, path }, paths, file);
      paths.add(path);
      if (/^[^/]+\/PKG-INFO$/.test(path)) pkgInfo.set(path, await readPkgInfo(reader, member, file));
    }
    // What follows the end mark is padding; reading it lets gunzip check length and CRC.
    await reader.skip(Number.MAX_SAFE_INTEGER);
  } catch (error) {
    throw asArchiveError(error, file);
  } finally {
    await reader.close();
  }
  return { paths: [...paths], pkgInfo };
}

function checkMember(member: TarHeader, seen: ReadonlySet<string>, file: LocalFile): void {
  checkMemberPath(member.path, file.name);
  if (seen.has(member.path) && member.type !== '5') {
    throw pypiError('archive-duplicate-entry', `${file.name} has two members ${quoted(member.path)}.`, UNTRUSTED);
  }
  if (seen.size >= MAX_ENTRIES) {
    throw pypiError('archive-too-large', `${file.name} has over ${MAX_ENTRIES} members.`, 'Split the package.');
  }
  if (!'0125'.includes(member.type)) {
    throw pypiError(
      'archive-unsupported',
      `${file.name} has a member ${quoted(member.path)} that is no file, directory or link.`,
      UNTRUSTED,
    );
  }
  // A hard link names a member from the root, a symbolic link a path from where it stands.
  const target = member.type === '1' ? resolveLink('', member.linkPath) : resolveLink(member.path, member.linkPath);
  if ('12'.includes(member.type) && target === undefined) {
    throw pypiError(
      'archive-link',
      `${file.name} has a link ${quoted(member.path)} that leaves the archive, to ${quoted(member.linkPath)}.`,
      'Replace the link by the file that it points to and build again.',
    );
  }
}

async function readPkgInfo(reader: ByteReader, member: TarHeader, file: LocalFile): Promise<Uint8Array> {
  if (member.type !== '0') {
    throw pypiError('metadata-missing', `PKG-INFO in ${file.name} is not a file.`, 'Build the sdist again.');
  }
  if (member.size > MAX_METADATA_BYTES) {
    throw pypiError(
      'metadata-too-large',
      `PKG-INFO in ${file.name} has ${member.size} bytes; ${MAX_METADATA_BYTES} are the most that is read.`,
      'Shorten the description (a README can be linked instead of included) and build again.',
    );
  }
  const content = await reader.take(member.size);
  if (content.length < member.size) throw new TarFault('PKG-INFO is cut off');
  return content;
}

async function* bounded(file: LocalFile, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let unpacked = 0;
  for await (const chunk of source) {
    unpacked += chunk.length;
    if (isBomb(unpacked, file.size)) {
      throw pypiError(
        'archive-bomb',
        `${file.name} has ${file.size} bytes and unpacks to more than 256 MiB and 200 times that.`,
        'Do not install this file. If it is yours, leave out the data that compresses so well.',
      );
    }
    yield chunk;
  }
}

function asArchiveError(error: unknown, file: LocalFile): unknown {
  if (error instanceof TarFault) {
    return pypiError('archive-corrupt', `${file.name} is not a whole tar archive: ${error.message}.`, AGAIN);
  }
  if (isZlibError(error)) {
    const isChecksum = error instanceof Error && error.message.includes('incorrect data check');
    const what = isChecksum ? 'does not have the checksum that it states' : 'is not a whole gzip file';
    return pypiError(isChecksum ? 'archive-checksum' : 'archive-corrupt', `${file.name} ${what}.`, AGAIN, {
      cause: error,
    });
  }
  return error;
}
