/** Which party an error concerns: this machine, where a set comes from, where it goes, or the home that keeps records. */
export type Side = 'local' | 'source' | 'destination' | 'home';

export interface ErrorDetails {
  readonly cause?: unknown;
  readonly side?: Side;
  /** What the user should do next, as a sentence or a command. Default: what is usual for the code, if anything is. */
  readonly next?: string;
  /** Whether the same request may succeed when it is sent again. Default false. */
  readonly retryable?: boolean;
  /** Domain, repository, package, version or asset concerned; never a secret. */
  readonly coordinates?: Readonly<Record<string, string>>;
}

const BY_HAND = 'Somebody wrote to the home by hand: check who may publish there.';
const AT_WORK = 'Run it again when nobody else is at work on the version.';

/** What to do about a code, where whoever throws it has no better advice. */
const USUAL_ADVICE: Readonly<Record<string, string>> = {
  changed: AT_WORK,
  conflict: '`sets` shows what is there. If another job was at work, run it again.',
  'duplicate-asset': 'Give each file once.',
  'empty-set': 'Give at least one file.',
  'invalid-marker': BY_HAND,
  'invalid-note': BY_HAND,
  'mismatched-revision': AT_WORK,
  'mismatched-status': AT_WORK,
  'no-such-set': '`sets` lists those of a package.',
  'not-allowed':
    'Publish the version, if its status is what keeps it; else let the origin controls of the package and of its package group allow it.',
};

/**
 * The one error of buildset. `code` is public and listed in docs/errors.md; `message` says what happened, to what.
 * Each package narrows `Code` to its own union.
 */
export class CodedError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly side: Side;
  readonly next: string | undefined;
  readonly retryable: boolean;
  readonly coordinates: Readonly<Record<string, string>>;
  #isGivenUp = false;

  constructor(code: Code, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'CodedError';
    this.code = code;
    this.side = details.side ?? 'local';
    this.next = details.next ?? USUAL_ADVICE[code];
    this.retryable = details.retryable ?? false;
    this.coordinates = details.coordinates ?? {};
  }

  /** Whether to try again at once: it is retryable, and nobody has tried it to the end yet. */
  get isWorthAnotherTry(): boolean {
    return this.retryable && !this.#isGivenUp;
  }

  /** Says that it was tried as often as makes sense, so that what is around it does not multiply the attempts. */
  giveUp(): this {
    this.#isGivenUp = true;
    return this;
  }
}

/** Whether `error` is a CodedError with one of `codes`. */
export function hasCode<Code extends string>(error: unknown, ...codes: readonly Code[]): error is CodedError<Code> {
  return error instanceof CodedError && codes.some((code) => code === error.code);
}
