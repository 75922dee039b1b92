/** The body of npm's `PUT <registry>/<path>`, cut where the tarball goes in base64, so that a large one can be streamed. */
export interface PublishDocument {
  /** `name` or `@scope%2fname`. */
  readonly path: string;
  readonly head: string;
  readonly tail: string;
  /** Bytes of the whole body. */
  readonly contentLength: number;
}

/** Where a tarball is published. */
export interface PublishTarget {
  /** The registry's URL, with a slash at its end. */
  readonly registry: string;
  /** The one dist-tag that the publish sets: the protocol wants one. */
  readonly tag: string;
  /** Who may read a package that is new. Default: npm's `null`, which leaves it to the registry. */
  readonly access?: 'public' | 'restricted';
  /** A Sigstore bundle about this tarball, as JSON text, passed through as it is. */
  readonly provenance?: string;
}

/** Makes the document that publishes a tarball: a pure function of the tarball and the target. */
export type DocumentMaker = (target: PublishTarget) => PublishDocument;
