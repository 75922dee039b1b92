import {
  type AssetPublisher,
  formatVersion,
  type Publication,
  type PublishOutcome,
  type VersionRef,
} from '@buildset/core';
import { CodeArtifactError } from './codeartifact-error.ts';
import { sizedBody } from './control-plane.ts';
import type { RepositoryContext } from './repository-context.ts';
import { bodyOf } from './sent-content.ts';
import { verified } from './verified-stream.ts';
import { asRevision } from './version-listing.ts';

/** Publishes assets of generic packages by PublishPackageVersion, each in one streamed request. */
export class GenericPublisher implements AssetPublisher {
  readonly #context: RepositoryContext;
  readonly #transferred: (bytes: number) => void;

  constructor(context: RepositoryContext, transferred: (bytes: number) => void) {
    this.#context = context;
    this.#transferred = transferred;
  }

  /** A second call with the same bytes changes nothing while the version is Unfinished; later it may be a conflict. */
  async publishAsset(ref: VersionRef, publication: Publication): Promise<PublishOutcome> {
    try {
      return await this.#publish(ref, publication);
    } catch (error) {
      if (!(error instanceof CodeArtifactError) || error.code !== 'conflict') throw error;
      return { outcome: 'conflict', message: error.message };
    }
  }

  async #publish(ref: VersionRef, publication: Publication): Promise<PublishOutcome> {
    const { asset, unfinished = false } = publication;
    const doing = `publish ${asset.name} of ${formatVersion(ref)} to ${this.#context.repository.repository}`;
    const subject = this.#context.subject('PublishPackageVersion', doing, ref, asset.name);
    const reply = await this.#context.plane.call(subject, async (client) => {
      const source = verified(await publication.open(), asset, {
        side: 'local',
        what: `the bytes of ${asset.name}`,
        coordinates: subject.coordinates,
        onBytes: (bytes) => {
          this.#transferred(bytes);
          publication.onBytes?.(bytes);
        },
      });
      const content = await bodyOf(source, asset.size);
      const body = content instanceof Uint8Array ? content : sizedBody(content, asset.size);
      try {
        return await client.publishPackageVersion({
          ...this.#context.versionInput(ref),
          assetName: asset.name,
          assetSHA256: asset.sha256,
          assetContent: body,
          // The service takes a given `false` for the word's presence.
          ...(unfinished ? { unfinished } : {}),
        });
      } finally {
        // A request that was never sent, for want of credentials, leaves it open.
        if (!(body instanceof Uint8Array)) body.destroy();
      }
    });
    const stored = reply.asset?.hashes?.['SHA-256'];
    if (stored !== undefined && stored !== asset.sha256) {
      throw this.#context.error(
        'corrupt-content',
        `cannot ${doing}: it was stored with sha256 ${stored}, expected ${asset.sha256}`,
        ref,
      );
    }
    return reply.versionRevision === undefined
      ? { outcome: 'published' }
      : { outcome: 'published', revision: asRevision(reply.versionRevision) };
  }
}
