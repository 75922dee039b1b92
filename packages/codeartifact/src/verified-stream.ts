import { createHash } from 'node:crypto';
import type { Asset, Side } from '@buildset/core';
import { CodeArtifactError } from './codeartifact-error.ts';

interface VerifiedStreamOptions {
  /** Whose bytes these are. */
  readonly side: Side;
  /** Completes "… are not those of the listing", for example `the bytes of a.whl in AbcDev`. */
  readonly what: string;
  readonly coordinates?: Readonly<Record<string, string>>;
  /** Told of the bytes as they pass. */
  readonly onBytes?: (bytes: number) => void;
}

/** What bytes pass through. */
type Passage = (stream: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;

/**
 * Passes an asset's bytes on and throws `corrupt-content` when size or SHA-256 are not the asset's; retryable unless they
 * are of this machine. The last chunk is
 * held back until the whole is verified, so that nobody who passes the bytes on can complete anything with wrong ones.
 */
export class VerifiedStream implements AsyncIterable<Uint8Array> {
  readonly asset: Asset;
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #options: VerifiedStreamOptions;
  readonly #through: Passage;

  constructor(
    source: AsyncIterable<Uint8Array>,
    asset: Asset,
    options: VerifiedStreamOptions,
    through: Passage = (stream) => stream,
  ) {
    this.#source = source;
    this.asset = asset;
    this.#options = options;
    this.#through = through;
  }

  /** The same verified bytes, seen by `passage`, which passes each on as it is. */
  through(passage: Passage): VerifiedStream {
    return new VerifiedStream(this.#source, this.asset, this.#options, (stream) => passage(this.#through(stream)));
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.#through(this.#verified())[Symbol.asyncIterator]();
  }

  async *#verified(): AsyncGenerator<Uint8Array> {
    const hash = createHash('sha256');
    let size = 0;
    let held: Uint8Array | undefined;
    for await (const chunk of this.#source) {
      size += chunk.byteLength;
      if (size > this.asset.size) throw this.#corrupt(`more than the ${this.asset.size} bytes expected`);
      hash.update(chunk);
      this.#options.onBytes?.(chunk.byteLength);
      if (held !== undefined) yield held;
      held = chunk;
    }
    if (size !== this.asset.size) throw this.#corrupt(`${size} bytes, expected ${this.asset.size}`);
    const digest = hash.digest('hex');
    if (digest !== this.asset.sha256) throw this.#corrupt(`sha256 ${digest}, expected ${this.asset.sha256}`);
    if (held !== undefined) yield held;
  }

  #corrupt(found: string): CodeArtifactError {
    const { side, what, coordinates } = this.#options;
    return new CodeArtifactError('corrupt-content', `${what} are not what they should be: ${found}`, {
      side,
      // A file of this machine stays as it is; what was sent may come right the second time.
      retryable: side !== 'local',
      next: 'Nothing was completed with them. Repeat; if it happens again, compare the file with its build.',
      ...(coordinates === undefined ? {} : { coordinates }),
    });
  }
}

/** The source itself when it verifies the same asset already: hashing a gigabyte twice costs most of a second. */
export function verified(
  source: AsyncIterable<Uint8Array>,
  asset: Asset,
  options: VerifiedStreamOptions,
): AsyncIterable<Uint8Array> {
  const same =
    source instanceof VerifiedStream && source.asset.sha256 === asset.sha256 && source.asset.size === asset.size;
  return same ? counted(source, options.onBytes) : new VerifiedStream(source, asset, options);
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  onBytes: ((bytes: number) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    onBytes?.(chunk.byteLength);
    yield chunk;
  }
}
