import { createHash } from 'node:crypto';

import type { LocalFile } from '@buildset/core';

import { npmError, quoted } from './errors.ts';
import { isJsonObject } from './json-text.ts';
import { npmName } from './npm-name.ts';
import type { PackageJson } from './package-json.ts';
import { readTarball } from './read-tarball.ts';
import { stripBuild, type StripOptions } from './strip-build.ts';
import { dependedOn, DEPENDENCY_FIELDS, strippedManifest } from './stripped-manifest.ts';
import { packageMembers, type PackageMember } from './tar/package-members.ts';
import { resizedHeader } from './tar/tar-header.ts';

/** How a rewritten tarball was shown to be its original. */
export interface StripProof {
  /** `bytes`: stripping again gives the very same file. `payload`: the same tar archive, compressed by another zlib. */
  readonly equal: 'bytes' | 'payload';
  /** The build that was stripped, as the original spells it; absent where only siblings' ranges named one. */
  readonly build?: string;
  /** Whole names of the packages whose ranges lost their builds too, in alphabetical order. */
  readonly siblings: readonly string[];
}

/**
 * Proves that `rewritten` is `original` but for the build in the version and in siblings' ranges: the same entries in the
 * same order, with the same headers and bytes. The siblings are those that are told, by default all whose ranges changed.
 * Throws `strip-differs`, which names the first difference, and what `stripBuild` throws.
 */
export async function verifyStripped(
  original: LocalFile,
  rewritten: LocalFile,
  options: StripOptions = {},
): Promise<StripProof> {
  const { manifest } = await readTarball(original);
  const other = await readTarball(rewritten);
  if (npmName(other.manifest.pkg) !== npmName(manifest.pkg)) {
    throw differs(original, rewritten, `it holds the package ${quoted(npmName(other.manifest.pkg))}`);
  }
  const siblings = options.siblings ?? changedRanges(manifest, other.manifest);
  const stripped = await stripBuild(original, { siblings });
  if (other.manifest.text !== strippedManifest(manifest, siblings).text) {
    throw differs(original, rewritten, 'package.json differs in more than the build');
  }
  const difference = await firstDifference(original, rewritten);
  if (difference !== undefined) throw differs(original, rewritten, difference);
  const [again, found] = [await digest(stripped.stream()), await digest(rewritten.stream())];
  const { build, ranges } = stripped;
  const changed = [...new Set(ranges.map(({ from, name }) => dependedOn(name, from).name))].sort();
  const equal = again === found ? 'bytes' : 'payload';
  return { equal, ...(build === undefined ? {} : { build }), siblings: changed };
}

function changedRanges(before: PackageJson, after: PackageJson): string[] {
  const names = DEPENDENCY_FIELDS.flatMap((field) => {
    const [from, to] = [before.content[field], after.content[field]];
    if (!isJsonObject(from) || !isJsonObject(to)) return [];
    return Object.entries(from).flatMap(([key, range]) =>
      typeof range === 'string' && range !== to[key] ? [dependedOn(key, range).name] : [],
    );
  });
  return [...new Set(names)];
}

async function firstDifference(original: LocalFile, rewritten: LocalFile): Promise<string | undefined> {
  const others = packageMembers(rewritten);
  try {
    for await (const member of packageMembers(original)) {
      const other = (await others.next()).value;
      if (!other) return `${quoted(member.inside)} is missing`;
      if (other.path !== member.path) return `${quoted(other.path)} is in the place of ${quoted(member.path)}`;
      const isManifest = member.inside === 'package.json';
      const block = isManifest ? resizedHeader(member.block, other.size) : member.block;
      if (!same(member.extensions, other.extensions) || !same(block, other.block)) {
        return `${quoted(member.inside)} has another header`;
      }
      if (!isManifest && !(await sameRest(member, other))) return `${quoted(member.inside)} has another content`;
    }
    const more = (await others.next()).value;
    return more ? `${quoted(more.inside)} was added` : undefined;
  } finally {
    await others.return(undefined);
  }
}

async function sameRest(a: PackageMember, b: PackageMember): Promise<boolean> {
  return (await digest(a.rest())) === (await digest(b.rest()));
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

async function digest(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest('hex');
}

function differs(original: LocalFile, rewritten: LocalFile, what: string): Error {
  return npmError(
    'strip-differs',
    `${rewritten.name} is not ${original.name} without its build: ${what}.`,
    'Do not promote this file; strip the original again.',
  );
}
