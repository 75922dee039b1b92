import { createHash } from 'node:crypto';

import { formatVersion, type LocalFile, type VersionRef } from '@buildset/core';

import { npmError, quoted } from './errors.ts';
import { MAX_MANIFEST_BYTES, MAX_TEXT_BYTES, MAX_TEXTS_BYTES } from './limits.ts';
import { npmName } from './npm-name.ts';
import { type PackageJson, parsePackageJson } from './package-json.ts';
import { corrupt } from './tar/archive-error.ts';
import { packageMembers } from './tar/package-members.ts';

/** A file of a package. */
export interface PackageFile {
  /** Inside the package, with `/`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
}

/** What a tarball holds and what npm calls it by. */
export interface NpmTarball {
  /** Its coordinates in a registry, where a version has no `+…`. */
  readonly ref: VersionRef;
  readonly manifest: PackageJson;
  /** `sha512-…`, as lock files have it. */
  readonly integrity: string;
  /** SHA-1 in hexadecimal, as old clients have it. */
  readonly shasum: string;
  /** Bytes of the tarball. */
  readonly size: number;
  /** Bytes of all files. */
  readonly unpackedSize: number;
  /** In the order of the archive. */
  readonly files: readonly PackageFile[];
  /** By path: READMEs and AUTHORS in the package's root, which the published manifest repeats. */
  readonly texts: ReadonlyMap<string, string>;
}

export interface ReadTarballOptions {
  /** The version that the tarball must hold. Default: any. */
  readonly expected?: VersionRef;
}

/**
 * Reads a tarball once, to its end, in bounded memory. Throws `archive-*`, `manifest-*`, `invalid-*`, `name-mismatch` and
 * `version-mismatch`.
 */
export async function readTarball(file: LocalFile, options: ReadTarballOptions = {}): Promise<NpmTarball> {
  const hashes = { sha512: createHash('sha512'), sha1: createHash('sha1'), bytes: 0 };
  const found = new Contents(file.name);
  for await (const member of packageMembers(file, hashed(file.stream(), hashes))) {
    if (member.isDirectory) continue;
    const { inside: path, size, mode } = member;
    found.files.push({ path, size, mode });
    if (found.wants(path, size)) found.keep(path, await member.content());
  }
  if (hashes.bytes !== file.size) throw corrupt(file.name, `it has ${hashes.bytes} bytes and not ${file.size}`);
  const manifest = found.manifest();
  const ref: VersionRef = { ...manifest.pkg, version: manifest.version.published };
  if (options.expected) checkExpected(ref, options.expected, file.name);
  return {
    ref,
    manifest,
    integrity: `sha512-${hashes.sha512.digest('base64')}`,
    shasum: hashes.sha1.digest('hex'),
    size: file.size,
    unpackedSize: found.files.reduce((sum, { size }) => sum + size, 0),
    files: found.files,
    texts: found.texts,
  };
}

interface Hashes {
  readonly sha512: ReturnType<typeof createHash>;
  readonly sha1: ReturnType<typeof createHash>;
  bytes: number;
}

async function* hashed(source: AsyncIterable<Uint8Array>, hashes: Hashes): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    hashes.sha512.update(chunk);
    hashes.sha1.update(chunk);
    hashes.bytes += chunk.length;
    yield chunk;
  }
}

class Contents {
  readonly files: PackageFile[] = [];
  readonly texts = new Map<string, string>();
  readonly #file: string;
  #manifest: PackageJson | undefined;
  #textBytes = 0;

  constructor(file: string) {
    this.#file = file;
  }

  wants(path: string, size: number): boolean {
    if (path === 'package.json') return this.#fits(path, size, MAX_MANIFEST_BYTES);
    if (!/^(?:AUTHORS|readme|readme\..*)$/i.test(path)) return false;
    this.#textBytes += size;
    return this.#fits(path, size, MAX_TEXT_BYTES) && this.#fits('its READMEs', this.#textBytes, MAX_TEXTS_BYTES);
  }

  keep(path: string, content: Uint8Array): void {
    if (path === 'package.json') this.#manifest = parsePackageJson(content, this.#file);
    else this.texts.set(path, Buffer.from(content).toString());
  }

  manifest(): PackageJson {
    if (this.#manifest) return this.#manifest;
    throw npmError(
      'manifest-missing',
      `${this.#file} has no package.json in its folder.`,
      'Make the tarball with npm pack, or another package manager’s pack.',
    );
  }

  #fits(what: string, size: number, most: number): true {
    if (size <= most) return true;
    throw npmError(
      'manifest-too-large',
      `${this.#file}: ${what} has ${size} bytes; ${most} are the most that is read.`,
      'Shorten it and pack again: a registry repeats it in each answer about the package.',
    );
  }
}

function checkExpected(found: VersionRef, expected: VersionRef, file: string): void {
  const next = `Give the tarball of ${formatVersion(expected)}, or pack it again.`;
  if (npmName(found) !== npmName(expected)) {
    const message = `${file} holds the package ${quoted(npmName(found))}, not ${quoted(npmName(expected))}.`;
    throw npmError('name-mismatch', message, next);
  }
  if (found.version !== expected.version) {
    const message = `${file} holds version ${quoted(found.version)}, not ${quoted(expected.version)}.`;
    throw npmError('version-mismatch', message, next);
  }
}
