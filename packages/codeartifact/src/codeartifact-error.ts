import { CodedError, type ErrorDetails } from '@buildset/core';

/** Every code that this package throws. */
export type CodeArtifactErrorCode =
  | 'aborted'
  | 'access-denied'
  | 'asset-too-large'
  | 'clock-skew'
  | 'conflict'
  | 'connection-failed'
  | 'connection-lost'
  | 'corrupt-content'
  | 'credentials-expired'
  | 'credentials-invalid'
  | 'credentials-missing'
  | 'disk-full'
  | 'file-not-found'
  | 'file-unreadable'
  | 'listing-unstable'
  | 'mismatched-revision'
  | 'mismatched-status'
  | 'not-allowed'
  | 'not-found'
  | 'one-time-password'
  | 'quota-exceeded'
  | 'region-missing'
  | 'service-unavailable'
  | 'throttled'
  | 'tls-failed'
  | 'token-expired'
  | 'unexpected-reply'
  | 'validation';

/** What kind of thing a ResourceNotFoundException misses. */
export type ResourceType = 'domain' | 'repository' | 'package' | 'package-version' | 'asset';

interface ServiceDetails extends ErrorDetails {
  /** Wait at least this long before the next attempt. */
  readonly retryAfterMs?: number;
  readonly resourceType?: ResourceType;
}

/** A refusal by the service, the network or this machine's disk, with what a retry has to know. */
export class CodeArtifactError extends CodedError<CodeArtifactErrorCode> {
  readonly retryAfterMs: number | undefined;
  /** With `not-found`: what is not there, when the service said it. */
  readonly resourceType: ResourceType | undefined;

  constructor(code: CodeArtifactErrorCode, message: string, details: ServiceDetails = {}) {
    super(code, message, details);
    this.retryAfterMs = details.retryAfterMs;
    this.resourceType = details.resourceType;
  }
}
