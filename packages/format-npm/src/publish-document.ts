import { type LocalFile, publishBody as bodyOf, type PublishDocument, type PublishTarget } from '@buildset/core';
import semver from 'semver';

import { npmError, quoted } from './errors.ts';
import { isJsonObject } from './json-text.ts';
import { escapedName, npmName } from './npm-name.ts';
import type { PublishedManifest } from './published-manifest.ts';
import type { NpmTarball } from './read-tarball.ts';

/** The registry's URL, from which npm makes `dist.tarball`, the one tag, and what else npm says when it publishes. */
export type PublishOptions = PublishTarget;

/** The document that npm sends to publish a tarball. Throws `invalid-tag` and `invalid-provenance`. */
export function publishDocument(
  tarball: NpmTarball,
  manifest: PublishedManifest,
  options: PublishOptions,
): PublishDocument {
  const { tag } = options;
  checkTag(tag);
  const name = npmName(tarball.ref);
  const { version } = tarball.ref;
  const file = `${name}-${version}.tgz`;
  const tarballUrl = new URL(`${name}/-/${file}`, withSlash(options.registry)).href.replace(/^https:/, 'http:');
  const packument = {
    _id: name,
    name,
    description: manifest['description'],
    'dist-tags': { [tag]: version },
    versions: { [version]: { ...manifest, dist: { ...manifest.dist, tarball: tarballUrl } } },
    access: options.access ?? null,
  };
  const head = `${JSON.stringify(packument).slice(0, -1)},"_attachments":{${JSON.stringify(file)}:{"content_type":"application/octet-stream","data":"`;
  const provenance = options.provenance === undefined ? '' : attachedBundle(`${name}-${version}`, options.provenance);
  const tail = `","length":${tarball.size}}${provenance}}}`;
  const base64Length = 4 * Math.ceil(tarball.size / 3);
  return {
    path: escapedName(tarball.ref),
    head,
    tail,
    contentLength: Buffer.byteLength(head) + base64Length + Buffer.byteLength(tail),
  };
}

/** The whole body, with `file`'s bytes in base64, in bounded memory. */
export function publishBody(document: PublishDocument, file: LocalFile): AsyncGenerator<Uint8Array> {
  return bodyOf(document, file.stream());
}

/** Throws `invalid-tag` for a dist-tag that npm would take for a version or a range, such as `1.x`, and for an empty one. */
export function checkTag(tag: string): void {
  const isName = tag !== '' && encodeURIComponent(tag) === tag;
  if (isName && semver.validRange(tag) === null) return;
  throw npmError('invalid-tag', `${quoted(tag)} cannot be a dist-tag.`, 'Use a word that is no version: latest, next.');
}

function attachedBundle(id: string, text: string): string {
  let bundle: unknown;
  try {
    bundle = JSON.parse(text);
  } catch (cause) {
    throw npmError(
      'invalid-provenance',
      'The provenance bundle is not JSON.',
      'Give the .sigstore file as it was made.',
      {
        cause,
      },
    );
  }
  const type = isJsonObject(bundle) ? bundle['mediaType'] : undefined;
  const attachment = { content_type: type, data: text, length: text.length };
  return `,${JSON.stringify(`${id}.sigstore`)}:${JSON.stringify(attachment)}`;
}

function withSlash(registry: string): string {
  return registry.endsWith('/') ? registry : `${registry}/`;
}
