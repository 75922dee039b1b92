/** Bounds of the service (codeartifact user guide, "Quotas") and of this server's own patience. Sizes in bytes, times in milliseconds. */
export interface Limits {
  /** Assets a package version may hold. The guide says 150 in some editions, 350 in others. */
  readonly maxAssets: number;
  readonly maxAssetBytes: number;
  /** An npm publish request: the document with its tarball inside. */
  readonly maxNpmPublishBytes: number;
  /** A JSON request of the control plane. Ours: the largest legal one is far below. */
  readonly maxJsonBytes: number;
  /** All text fields of one pypi upload together. Ours: long descriptions pass, floods do not. */
  readonly maxFormFieldBytes: number;
  /** Files up to this size are compared with a given `blake2_256_digest` (and `md5_digest`, beside a SHA-256) before the answer. */
  readonly maxSlowlyVerifiedBytes: number;
  /** How long a public source behind an external connection may be silent. */
  readonly maxPublicSilenceMs: number;
  /** An index page or a packument of a public source. */
  readonly maxPublicDocumentBytes: number;
  /** How long the head of a request may take to arrive. */
  readonly maxHeaderWaitMs: number;
  /** Request line and header fields together. */
  readonly maxHeaderBytes: number;
  /** How long a body is waited for in all; every `minBodyBytesPerSecond` that arrive give a second back. */
  readonly maxBodyWaitMs: number;
  readonly minBodyBytesPerSecond: number;
  /** How long what a client still sends is thrown away after its answer, before its connection is ended. */
  readonly maxLingerMs: number;
  /**
   * How long a connection may be silent while a request is answered. A slow reader of a download is silent for as long as it takes from
   * the system's buffers, which hold megabytes. Observed: half a minute at 50 kB a second, 2026-11-29.
   */
  readonly maxSilenceMs: number;
  readonly maxUpstreams: number;
  readonly maxUpstreamsSearched: number;
  readonly maxDomains: number;
  readonly maxRepositories: number;
  /** How far the date of a signature may be from now. AWS's figure. */
  readonly maxClockSkewMs: number;
}

export const defaultLimits: Limits = {
  maxAssets: 150,
  maxAssetBytes: 5 * 1024 ** 3,
  maxNpmPublishBytes: 2 * 1024 ** 3,
  maxJsonBytes: 1024 ** 2,
  maxFormFieldBytes: 8 * 1024 ** 2,
  maxSlowlyVerifiedBytes: 64 * 1024 ** 2,
  maxPublicSilenceMs: 30_000,
  maxPublicDocumentBytes: 256 * 1024 ** 2,
  maxHeaderWaitMs: 20_000,
  maxHeaderBytes: 16 * 1024,
  maxBodyWaitMs: 60_000,
  minBodyBytesPerSecond: 1024,
  maxLingerMs: 60_000,
  maxSilenceMs: 300_000,
  maxUpstreams: 10,
  maxUpstreamsSearched: 25,
  maxDomains: 10,
  maxRepositories: 1000,
  maxClockSkewMs: 15 * 60 * 1000,
};
