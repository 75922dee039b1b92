import { createHash } from 'node:crypto';
import { ServiceError } from '../errors.ts';
import type { Identity } from '../services.ts';
import { readSignature, type Signature, signatureMatches, SignatureFormatError, type SignedRequest } from './sigv4.ts';

/** The keys that this server knows. */
export interface Principals {
  find(accessKeyId: string): Promise<{ readonly secretAccessKey: string; readonly arn: string } | undefined>;
}

export interface Authenticator {
  readonly identity: Identity;
  readonly principals: Principals;
  /** Those by which a signature may be of now: a caller signs by its own clock, or by the `Date` of an answer. */
  readonly clocks: readonly (() => number)[];
  readonly maxClockSkewMs: number;
}

/** The SHA-256 that the client says its body has; what signs without saying is held against the body itself. */
export function declaredPayloadHash(request: SignedRequest): string | undefined {
  return request.header('x-amz-content-sha256');
}

/**
 * Who signed this control-plane request. `payloadHash` is the hash of the body, or what the client declares it to be when the body is
 * streamed: then the operation compares. Throws the exceptions common to AWS's services for a missing, unreadable, foreign or wrong signature.
 */
export async function authenticate(
  { identity, principals, clocks, maxClockSkewMs }: Authenticator,
  request: SignedRequest,
  payloadHash: string,
  service = 'codeartifact',
): Promise<string> {
  const signature = signatureOf(request);
  const principal = await principals.find(signature.accessKeyId);
  if (!principal) {
    throw new ServiceError('UnrecognizedClientException', 'The security token included in the request is invalid.');
  }
  const { scope } = signature;
  if (scope.service !== service || scope.region !== identity.region) {
    throw invalidSignature(
      `Credential should be scoped to service '${service}' and region '${identity.region}', not '${scope.service}' and '${scope.region}'.`,
    );
  }
  checkTime(signature, clocks, maxClockSkewMs);
  if (!signatureMatches(request, signature, principal.secretAccessKey, payloadHash)) {
    throw invalidSignature(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  }
  return principal.arn;
}

export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function signatureOf(request: SignedRequest): Signature {
  try {
    const signature = readSignature(request);
    if (signature) return signature;
  } catch (error) {
    if (!(error instanceof SignatureFormatError)) throw error;
    throw new ServiceError('IncompleteSignatureException', `Incomplete signature: ${error.message}`);
  }
  throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token');
}

function checkTime(signature: Signature, clocks: Authenticator['clocks'], maxSkewMs: number): void {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/u.exec(signature.timestamp) ?? [];
  const signedMs = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  const { expiresSeconds } = signature;
  const maxAgeMs = expiresSeconds === undefined ? maxSkewMs : expiresSeconds * 1000;
  const current = clocks.some((now) => {
    const ageMs = now() - signedMs;
    return ageMs <= maxAgeMs && ageMs >= -maxSkewMs;
  });
  if (!current) {
    throw invalidSignature(
      `Signature expired or not yet current: ${signature.timestamp} is too far from the server's time`,
    );
  }
}

function invalidSignature(message: string): ServiceError {
  return new ServiceError('InvalidSignatureException', message);
}
