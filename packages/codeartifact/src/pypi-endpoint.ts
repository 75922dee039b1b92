import {
  type FormField,
  formatVersion,
  type InstallerFile,
  type Publication,
  type PublishOutcome,
  type VersionRef,
} from '@buildset/core';
import type { HttpRequest } from './http/transport.ts';
import { multipartBody } from './multipart.ts';
import type { PackageEndpoint } from './package-endpoint.ts';
import { parseSimpleIndex, SIMPLE_INDEX_ACCEPT } from './simple-index.ts';
import { bodyOf, sentContent } from './sent-content.ts';

/** A project page of some 100,000 files. */
const INDEX_BYTES = 64 * 1024 * 1024;

/** A repository as twine and pip see it: the upload form and the simple index. */
export class PypiEndpoint {
  readonly #endpoint: PackageEndpoint;
  readonly #simple: PackageEndpoint | undefined;

  /** `simple`: where the index is, when it is not below the repository's address. */
  constructor(endpoint: PackageEndpoint, simple?: PackageEndpoint) {
    this.#endpoint = endpoint;
    this.#simple = simple;
  }

  /** A second upload of the same bytes changes nothing. A success is exactly 200, as for twine. */
  async upload(ref: VersionRef, publication: Publication): Promise<PublishOutcome> {
    const { name, runner } = this.#endpoint;
    const { asset } = publication;
    const doing = `upload ${asset.name} of ${formatVersion(ref)} to ${name}`;
    const subject = this.#endpoint.subject('PypiUpload', doing);
    return this.#endpoint.exchange<PublishOutcome>({
      subject,
      request: async (url) => uploadRequest(url, ref, publication, await sentContent(publication, subject, runner)),
      read: (reply, text) => {
        if (reply.status === 200) return { outcome: 'published' };
        if (!isTaken(reply.status, text)) return undefined;
        return { outcome: 'conflict', message: this.#endpoint.saidOf(subject, reply, text) };
      },
    });
  }

  /** The files of a project, of all its versions; none when there is no such project. */
  async index(project: string): Promise<readonly InstallerFile[]> {
    const endpoint = this.#simple ?? this.#endpoint;
    const path = `${this.#simple ? '' : 'simple/'}${encodeURIComponent(project)}/`;
    const doing = `read the package index of ${project} in ${endpoint.name}`;
    return endpoint.exchange<readonly InstallerFile[]>({
      subject: endpoint.subject('PypiIndex', doing),
      request: (base) => ({
        method: 'GET',
        url: new URL(path, base),
        // What was just sent is asked for: a cache may not answer with what was before.
        headers: { accept: SIMPLE_INDEX_ACCEPT, 'cache-control': 'max-age=0' },
      }),
      read: ({ headers, status }, text) =>
        status === 200 ? parseSimpleIndex(headers['content-type'] ?? '', text) : undefined,
      absent: () => [],
      maxBytes: INDEX_BYTES,
    });
  }
}

/**
 * Whether a file of that name is there. Indexes other than CodeArtifact's say it with other codes.
 * Source: what twine's --skip-existing understands.
 */
function isTaken(status: number, text: string): boolean {
  if (status === 409) return true;
  if (status === 400) return /already exist|updating asset|cannot be updated/i.test(text);
  return status === 403 && /overwrite artifact/i.test(text);
}

async function uploadRequest(
  url: URL,
  ref: VersionRef,
  publication: Publication,
  content: AsyncIterable<Uint8Array>,
): Promise<HttpRequest> {
  const { asset } = publication;
  const file = { field: 'content', filename: asset.name, size: asset.size, content };
  const { body, contentType, contentLength } = multipartBody(formFields(ref, publication), file);
  return {
    method: 'POST',
    url,
    headers: { 'content-type': contentType, 'content-length': String(contentLength) },
    body: await bodyOf(body, contentLength),
  };
}

/** The form's fields before the file: what `Publication.fields` lacks of the protocol is put in front of it. */
function formFields(ref: VersionRef, { asset, fields = [] }: Publication): readonly FormField[] {
  const protocol: readonly FormField[] = [
    [':action', 'file_upload'],
    ['protocol_version', '1'],
    ['name', ref.name],
    ['version', ref.version],
  ];
  const missing = protocol.filter(([name]) => !fields.some(([given]) => given === name));
  return [...missing, ...fields, ['sha256_digest', asset.sha256]];
}
