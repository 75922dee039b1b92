import type { Packument, PackumentVersion, VersionRef } from '@buildset/core';

/** The short form first; whoever does not know it answers with the whole document. Source: npm registry, "package metadata". */
export const PACKUMENT_ACCEPT = 'application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8';

type JsonRecord = Readonly<Record<string, unknown>>;

/** Reads a packument of either form. Throws for a text that is none. */
export function parsePackument(text: string): Packument {
  const { tags, versions } = documentOf(text);
  return {
    tags: new Map(Object.entries(tags).flatMap(([tag, version]) => (isText(version) ? [[tag, version]] : []))),
    versions: new Map(Object.entries(versions).map(([version, manifest]) => [version, shownOf(manifest)])),
  };
}

/** Where the tarball of a version is, and its hash as npm is told it. */
export interface OfferedTarball {
  readonly url: string;
  readonly integrity?: string;
}

/** The tarball of one version; undefined without that version. Throws for a version that names none. */
export function parseTarball(text: string, { version }: VersionRef): OfferedTarball | undefined {
  const manifest = documentOf(text).versions[version];
  if (manifest === undefined) return undefined;
  const dist = isRecord(manifest) && isRecord(manifest['dist']) ? manifest['dist'] : {};
  const { integrity, tarball } = dist;
  if (!isText(tarball)) throw malformed();
  return { url: tarball, ...(isText(integrity) ? { integrity } : {}) };
}

/** The document of `text` with one version's deprecation set, or taken away by an empty message; undefined without that version. */
export function deprecating(text: string, { version }: VersionRef, message: string): string | undefined {
  const { document, versions } = documentOf(text);
  const manifest = versions[version];
  if (!isRecord(manifest)) return undefined;
  const changed = { ...versions, [version]: { ...manifest, deprecated: message } };
  return JSON.stringify({ ...document, versions: changed });
}

function documentOf(text: string): { document: JsonRecord; tags: JsonRecord; versions: JsonRecord } {
  const document: unknown = parsed(text);
  const [tags, versions] = isRecord(document) ? [document['dist-tags'], document['versions']] : [];
  if (!isRecord(document) || !isRecord(tags) || !isRecord(versions)) throw malformed();
  return { document, tags, versions };
}

function shownOf(manifest: unknown): PackumentVersion {
  if (!isRecord(manifest)) throw malformed();
  const dist = isRecord(manifest['dist']) ? manifest['dist'] : {};
  const { deprecated } = manifest;
  return {
    ...(isText(dist['integrity']) ? { integrity: dist['integrity'] } : {}),
    ...(isText(dist['shasum']) ? { shasum: dist['shasum'] } : {}),
    // An empty text takes a deprecation away, and may be kept as such.
    ...(isText(deprecated) && deprecated !== '' ? { deprecated } : {}),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw malformed(cause);
  }
}

function malformed(cause?: unknown): Error {
  return new Error('it is no document about an npm package', { cause });
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
