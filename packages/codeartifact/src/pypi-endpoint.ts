import {
  type FormField,
  formatVersion,
  type InstallerFile,
  type Publication,
  type PublishOutcome,
  type Side,
  type VersionRef,
} from '@buildset/core';
import { damagedUpload, parseRetryAfter, verdictOfStatus } from './aws-errors.ts';
import { CodeArtifactError } from './codeartifact-error.ts';
import { type HttpReply, type HttpRequest, readText, type Transport } from './http/transport.ts';
import { multipartBody } from './multipart.ts';
import { redact } from './redact.ts';
import type { RequestRunner } from './request-runner.ts';
import type { RequestSubject } from './request-subject.ts';
import { parseSimpleIndex, SIMPLE_INDEX_ACCEPT } from './simple-index.ts';
import { verified } from './verified-stream.ts';

/** Who asks. */
export interface Authorization {
  /** The `Authorization` header's value; sent unasked, since the service challenges with Bearer, not with Basic. */
  header(): Promise<string>;
  /** To be called when it was refused. Whether another one can be had. */
  refused(header: string): boolean;
  /** Whether it is old enough that a 404 may mean that it has ended. Source: what CodeArtifact's clients report. */
  mayHaveEnded(): boolean;
  /** What the user can do when it is refused for good. */
  readonly next: string;
}

interface PypiEndpointOptions {
  /** For messages and errors. */
  readonly name: string;
  /** The repository's URL, with a slash at its end. */
  readonly base: () => Promise<URL>;
  readonly authorization: Authorization;
  readonly transport: Transport;
  readonly runner: RequestRunner;
  readonly side: Side;
  readonly coordinates: Readonly<Record<string, string>>;
}

/** Error bodies are quoted up to here. */
const QUOTED_BYTES = 2048;
/** A project page of some 100,000 files. */
const INDEX_BYTES = 64 * 1024 * 1024;

/** A repository as twine and pip see it: the upload form and the simple index. */
export class PypiEndpoint {
  readonly #options: PypiEndpointOptions;

  constructor(options: PypiEndpointOptions) {
    this.#options = options;
  }

  /** A second upload of the same bytes changes nothing. A success is exactly 200, as for twine. */
  async upload(ref: VersionRef, publication: Publication): Promise<PublishOutcome> {
    const { asset } = publication;
    const subject = this.#subject(
      'PypiUpload',
      `upload ${asset.name} of ${formatVersion(ref)} to ${this.#options.name}`,
    );
    let renewed = false;
    return this.#options.runner.run(subject, async () => {
      const authorization = await this.#options.authorization.header();
      const reply = await this.#post(ref, publication, authorization, subject);
      const text = await readText(reply.body, QUOTED_BYTES);
      if (reply.status === 200) return { outcome: 'published' };
      if (reply.status === 409)
        return { outcome: 'conflict', message: `cannot ${subject.doing}: ${quoted(reply, text)}` };
      const suspect = !renewed && (reply.status === 401 || reply.status === 404);
      renewed ||= suspect;
      throw this.#refusal(subject, reply, text, suspect && this.#options.authorization.refused(authorization));
    });
  }

  /** The files of a project, of all its versions; none when there is no such project. */
  async index(project: string): Promise<readonly InstallerFile[]> {
    const subject = this.#subject('PypiIndex', `read the package index of ${project} in ${this.#options.name}`);
    let renewed = false;
    return this.#options.runner.run(subject, async () => {
      const authorization = await this.#options.authorization.header();
      const reply = await this.#send(subject, {
        method: 'GET',
        url: new URL(`simple/${encodeURIComponent(project)}/`, await this.#options.base()),
        headers: { authorization, accept: SIMPLE_INDEX_ACCEPT },
      });
      const text = await readText(reply.body, reply.status === 200 ? INDEX_BYTES : QUOTED_BYTES);
      if (reply.status === 200) return this.#parsed(subject, reply, text);
      const absent = reply.status === 404;
      const suspect = !renewed && (reply.status === 401 || (absent && this.#options.authorization.mayHaveEnded()));
      if (absent && !suspect) return [];
      renewed ||= suspect;
      throw this.#refusal(subject, reply, text, suspect && this.#options.authorization.refused(authorization));
    });
  }

  #parsed(subject: RequestSubject, reply: HttpReply, text: string): readonly InstallerFile[] {
    try {
      return parseSimpleIndex(reply.headers['content-type'] ?? '', text);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      const { side, coordinates } = subject;
      throw new CodeArtifactError('unexpected-reply', `cannot ${subject.doing}: ${reason}`, {
        cause,
        side,
        coordinates,
      });
    }
  }

  async #post(
    ref: VersionRef,
    publication: Publication,
    authorization: string,
    subject: RequestSubject,
  ): Promise<HttpReply> {
    const { asset } = publication;
    const url = await this.#options.base();
    const content = verified(await publication.open(), asset, {
      side: 'local',
      what: `the bytes of ${asset.name}`,
      coordinates: subject.coordinates,
      onBytes: (bytes) => {
        this.#options.runner.transferred(bytes);
        publication.onBytes?.(bytes);
      },
    });
    const file = { field: 'content', filename: asset.name, size: asset.size, content };
    const { body, contentType, contentLength } = multipartBody(formFields(ref, publication), file);
    const headers = { authorization, 'content-type': contentType, 'content-length': String(contentLength) };
    return this.#send(subject, { method: 'POST', url, headers, body });
  }

  async #send(subject: RequestSubject, request: HttpRequest): Promise<HttpReply> {
    const { runner, transport } = this.#options;
    runner.sent(subject.operation);
    const headers = { ...request.headers, 'user-agent': 'buildset' };
    const reply = await transport.send({
      ...request,
      headers,
      ...(runner.signal === undefined ? {} : { signal: runner.signal }),
    });
    runner.replied(reply.headers['date']);
    return reply;
  }

  #subject(operation: string, doing: string): RequestSubject {
    return { operation, doing, side: this.#options.side, coordinates: this.#options.coordinates };
  }

  #refusal(subject: RequestSubject, reply: HttpReply, text: string, renewable: boolean): CodeArtifactError {
    const damaged = subject.operation === 'PypiUpload' ? damagedUpload(reply.status, text) : undefined;
    const { code, next, retryable = false } = damaged ?? verdictOfStatus(reply.status);
    const retryAfterMs = renewable
      ? 0
      : parseRetryAfter(reply.headers['retry-after'], this.#options.runner.clock.now());
    return new CodeArtifactError(code, `cannot ${subject.doing}: ${quoted(reply, text)}`, {
      side: subject.side,
      retryable: retryable || renewable,
      coordinates: subject.coordinates,
      ...(next === undefined ? {} : { next }),
      ...(code === 'token-expired' || code === 'not-found' ? { next: this.#options.authorization.next } : {}),
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    });
  }
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

function quoted(reply: HttpReply, text: string): string {
  const location = reply.headers['location'];
  if (location !== undefined)
    return `HTTP ${reply.status}, redirected to ${redact(location)}: give that address instead`;
  const said = redact(text.replace(/<[^>]*>/g, ' '));
  return said === '' ? `HTTP ${reply.status}` : `HTTP ${reply.status}: ${said}`;
}
