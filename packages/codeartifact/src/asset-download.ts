import {
  type Asset,
  type AssetReader,
  formatVersion,
  type Revision,
  type VersionReader,
  type VersionRef,
} from '@buildset/core';
import { toCodedError } from './aws-errors.ts';
import { CodeArtifactError } from './codeartifact-error.ts';
import { type RepositoryContext, unlessAbsent } from './repository-context.ts';
import type { RequestRunner } from './request-runner.ts';
import type { RequestSubject } from './request-subject.ts';
import { VerifiedStream } from './verified-stream.ts';

const SMALL_ASSET_BYTES = 4 * 1024 * 1024;

/**
 * Downloads by GetPackageVersionAsset. Opening is repeated by the retry; a stream that breaks throws a retryable error
 * and the caller opens the asset again.
 */
export class AssetDownload implements AssetReader {
  readonly #context: RepositoryContext;
  readonly #runner: RequestRunner;
  readonly #versions: VersionReader;

  constructor(context: RepositoryContext, runner: RequestRunner, versions: VersionReader) {
    this.#context = context;
    this.#runner = runner;
    this.#versions = versions;
  }

  async openAsset(
    ref: VersionRef,
    asset: Asset,
    options: { readonly revision?: Revision } = {},
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const subject = this.#subject(ref, asset.name);
    const body = await this.#open(ref, asset.name, subject, options.revision);
    if (body === undefined) return undefined;
    return new VerifiedStream(named(body, subject), asset, {
      side: this.#context.side,
      what: `the bytes of ${asset.name} (${formatVersion(ref)}) from ${this.#context.repository.repository}`,
      coordinates: subject.coordinates,
      onBytes: (bytes) => this.#runner.transferred(bytes),
    });
  }

  /** Throws `asset-too-large`. What it reads counts as a request, not as asset bytes. */
  async readSmallAsset(
    ref: VersionRef,
    name: string,
    options: { readonly maxBytes?: number } = {},
  ): Promise<Uint8Array | undefined> {
    const subject = this.#subject(ref, name);
    const maxBytes = options.maxBytes ?? SMALL_ASSET_BYTES;
    const call = this.#context.plane.call(subject, async (client) => {
      const { asset } = await client.getPackageVersionAsset({ ...this.#context.versionInput(ref), asset: name });
      return collect(streamOf(asset, subject), maxBytes, subject);
    });
    return unlessAbsent(call, undefined);
  }

  async #open(
    ref: VersionRef,
    name: string,
    subject: RequestSubject,
    revision: Revision | undefined,
  ): Promise<AsyncIterable<Uint8Array> | undefined> {
    const input = {
      ...this.#context.versionInput(ref),
      asset: name,
      ...(revision === undefined ? {} : { packageVersionRevision: revision }),
    };
    try {
      const call = this.#context.plane.call(subject, (client) => client.getPackageVersionAsset(input));
      const reply = await unlessAbsent(call, undefined);
      if (reply !== undefined) return streamOf(reply.asset, subject);
    } catch (error) {
      if (!(error instanceof CodeArtifactError) || error.code !== 'conflict') throw error;
      throw this.#mismatch(ref, error);
    }
    // The service does not say how it refuses an outdated revision; a version that is there at another one tells.
    if (revision === undefined) return undefined;
    const found = await this.#versions.describeVersion(ref);
    if (found !== undefined && found.revision !== revision) throw this.#mismatch(ref);
    return undefined;
  }

  #mismatch(ref: VersionRef, cause?: unknown): CodeArtifactError {
    const { repository } = this.#context.repository;
    return new CodeArtifactError(
      'mismatched-revision',
      `${formatVersion(ref)} in ${repository} has changed since it was listed`,
      {
        cause,
        side: this.#context.side,
        coordinates: this.#subject(ref).coordinates,
      },
    );
  }

  #subject(ref: VersionRef, asset?: string): RequestSubject {
    const doing = `download ${asset ?? ''} of ${formatVersion(ref)} from ${this.#context.repository.repository}`;
    return this.#context.subject('GetPackageVersionAsset', doing, ref, asset);
  }
}

function streamOf(body: unknown, subject: RequestSubject): AsyncIterable<Uint8Array> {
  if (isByteStream(body)) return body;
  throw new CodeArtifactError('unexpected-reply', `cannot ${subject.doing}: the reply has no body`, {
    side: subject.side,
  });
}

function isByteStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** Turns what breaks a body into our errors. */
async function* named(body: AsyncIterable<Uint8Array>, subject: RequestSubject): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw toCodedError(error, subject);
  }
}

async function collect(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  subject: RequestSubject,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBytes) {
      const message = `cannot ${subject.doing}: it is larger than ${maxBytes} bytes`;
      throw new CodeArtifactError('asset-too-large', message, { side: subject.side, coordinates: subject.coordinates });
    }
  }
  return Buffer.concat(chunks);
}
