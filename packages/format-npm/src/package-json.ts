import { npmError, quoted } from './errors.ts';
import { type JsonObject, isJsonObject, type JsonStrings, scanStrings } from './json-text.ts';
import { npmName, parseNpmName } from './npm-name.ts';
import { type NpmVersion, parseNpmVersion } from './npm-version.ts';
import type { PackageRef } from '@buildset/core';

/** A package.json that was read and found fit: a name and a version, each once. */
export interface PackageJson {
  /** The text, with its byte order mark if it has one. */
  readonly text: string;
  readonly content: JsonObject;
  readonly pkg: PackageRef;
  readonly version: NpmVersion;
  /** Where its strings stand in `text`. */
  readonly strings: JsonStrings;
}

const BUILD_AGAIN = 'Correct package.json and pack again.';

/** Parses the bytes of a package.json; `where` names it in messages. Throws `invalid-*` and `manifest-ambiguous`. */
export function parsePackageJson(bytes: Uint8Array, where: string): PackageJson {
  const text = decoded(bytes, where);
  const content = parsed(text, where);
  const strings = scanStrings(text);
  if (strings === undefined) throw invalid(where, 'is nested too deeply');
  for (const key of ['name', 'version'] as const) {
    if (typeof content[key] !== 'string') throw invalid(where, `has no "${key}"`);
    if (strings.repeatedKeys.has(key)) {
      throw npmError('manifest-ambiguous', `package.json in ${where} has two "${key}".`, BUILD_AGAIN);
    }
  }
  const { name, version } = content;
  if (typeof name !== 'string' || typeof version !== 'string') throw invalid(where, 'has no name or version');
  return { text, content, pkg: parseNpmName(name.trim()), version: parseNpmVersion(version), strings };
}

/** Whether npm refuses to publish it. */
export function isPrivate(content: JsonObject): boolean {
  return Boolean(content['private']);
}

/** Throws `package-private` for a package that says `"private": true`. */
export function refusePrivate({ content, pkg }: Pick<PackageJson, 'content' | 'pkg'>): void {
  if (!isPrivate(content)) return;
  throw npmError(
    'package-private',
    `${quoted(npmName(pkg))} is marked as private and is not published.`,
    'Remove "private" from package.json if it is meant to be published.',
  );
}

function decoded(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw npmError('invalid-manifest', `package.json in ${where} is not UTF-8.`, BUILD_AGAIN, { cause });
  }
}

function parsed(text: string, where: string): JsonObject {
  let content: unknown;
  try {
    content = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw npmError('invalid-manifest', `package.json in ${where} is not JSON.`, BUILD_AGAIN, { cause });
  }
  if (!isJsonObject(content)) throw invalid(where, 'is not an object');
  return content;
}

function invalid(where: string, fault: string): Error {
  return npmError('invalid-manifest', `package.json in ${where} ${fault}.`, BUILD_AGAIN);
}
