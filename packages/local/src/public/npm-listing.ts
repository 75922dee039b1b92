import { type Json, objectIn, textIn } from '../model/json-value.ts';
import type { PublicSource } from './public-source.ts';

/** A package of a public registry: its versions with their manifests as it has them, and its dist-tags. */
export interface PublicPackage {
  readonly versions: ReadonlyMap<string, PublicVersion>;
  readonly tags: ReadonlyMap<string, string>;
  readonly readme: string | undefined;
}

export interface PublicVersion {
  readonly manifest: Json;
  readonly tarball: URL;
  /** `sha512-…` in base64, or where an old version has none, the SHA-1 in hexadecimal. One of both is there. */
  readonly sha512: string | undefined;
  readonly sha1: string | undefined;
  readonly publishedMs: number;
}

/**
 * The package `name`, in full (with its scope); undefined when there is none. Versions without a digest are left out: nothing could be
 * verified. Throws PublicSourceError.
 */
export async function publicPackage(source: PublicSource, name: string): Promise<PublicPackage | undefined> {
  const page = await source.json(name.replace('/', '%2f'), 'application/json');
  const document = objectIn(page?.value);
  if (!page || !document) return undefined;
  const times = objectIn(document['time']);
  const versions = Object.entries(objectIn(document['versions']) ?? {}).flatMap(([version, value]) => {
    const found = publicVersion(value, page.url, Date.parse(textIn(times?.[version]) ?? ''));
    return found ? [[version, found] as const] : [];
  });
  const tags = Object.entries(objectIn(document['dist-tags']) ?? {}).flatMap(([tag, version]) =>
    typeof version === 'string' ? [[tag, version] as const] : [],
  );
  return { versions: new Map(versions), tags: new Map(tags), readme: textIn(document['readme']) };
}

function publicVersion(value: unknown, page: URL, publishedMs: number): PublicVersion | undefined {
  const manifest = objectIn(value);
  const dist = objectIn(manifest?.['dist']);
  const link = textIn(dist?.['tarball']);
  const sha1 = textIn(dist?.['shasum'])?.toLowerCase();
  const sha512 = textIn(dist?.['integrity'])
    ?.split(/\s+/u)
    .find((item) => item.startsWith('sha512-'));
  if (!manifest || !link || !URL.canParse(link, page.href) || (sha1 === undefined && sha512 === undefined)) {
    return undefined;
  }
  const tarball = new URL(link, page);
  return { manifest, tarball, sha512, sha1, publishedMs: Number.isNaN(publishedMs) ? 0 : publishedMs };
}
