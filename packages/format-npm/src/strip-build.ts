import type { LocalFile, VersionRef } from '@buildset/core';

import { npmError, quoted } from './errors.ts';
import type { PackageJson } from './package-json.ts';
import { readTarball } from './read-tarball.ts';
import { type RangeChange, strippedManifest } from './stripped-manifest.ts';
import { untrusted } from './tar/archive-error.ts';
import { gzipped } from './tar/gzipped.ts';
import { packageMembers } from './tar/package-members.ts';
import { paddingAfter, resizedHeader, TAR_BLOCK_BYTES } from './tar/tar-header.ts';

export interface StripOptions {
  /** Whole names of packages whose builds are stripped with this one: their ranges lose the build too. Default: none. */
  readonly siblings?: readonly string[];
}

/** A tarball without its build, made anew whenever it is read. */
export interface StrippedTarball {
  readonly ref: VersionRef;
  /** The build that the original's version names, as spelled; absent where only siblings' ranges name one. */
  readonly build?: string;
  readonly ranges: readonly RangeChange[];
  /** The bytes, in bounded memory; the same in every call on the same Node.js. */
  stream(): AsyncIterable<Uint8Array>;
}

/**
 * `1.0.0-24` or `1.0.0+24` as `1.0.0`: only the version in package.json is rewritten, and the siblings' ranges, of a package
 * whose own version names no build as well. Every
 * other entry keeps its bytes in the tar archive, header and place included. Throws what `readTarball` throws, and
 * `no-build-in-version`, `manifest-ambiguous`.
 */
export async function stripBuild(file: LocalFile, options: StripOptions = {}): Promise<StrippedTarball> {
  const { manifest } = await readTarball(file);
  const { build, release } = manifest.version;
  const { text, ranges } = strippedManifest(manifest, options.siblings ?? []);
  if (build === undefined && ranges.length === 0) throw noBuild(file, manifest);
  return {
    ref: { ...manifest.pkg, version: release },
    ...(build === undefined ? {} : { build }),
    ranges,
    stream: () => gzipped(rewrittenTar(file, Buffer.from(text))),
  };
}

async function* rewrittenTar(file: LocalFile, packageJson: Uint8Array): AsyncGenerator<Uint8Array> {
  for await (const member of packageMembers(file)) {
    yield member.extensions;
    if (member.inside !== 'package.json') {
      yield member.block;
      yield* member.rest();
      continue;
    }
    if (member.sizeInPax) throw untrusted('archive-unsupported', file.name, 'states the size of package.json twice');
    yield resizedHeader(member.block, packageJson.length);
    yield packageJson;
    yield new Uint8Array(paddingAfter(packageJson.length));
  }
  yield new Uint8Array(2 * TAR_BLOCK_BYTES);
}

function noBuild(file: LocalFile, { version }: PackageJson): Error {
  return npmError(
    'no-build-in-version',
    `${file.name} holds version ${quoted(version.text)}, which names no build to strip.`,
    'Promote it without --strip-build, or give builds versions such as 1.0.0-24 or 1.0.0+24.',
  );
}
