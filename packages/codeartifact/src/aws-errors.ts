import { CodedError } from '@buildset/core';
import { CodeArtifactError, type CodeArtifactErrorCode, type ResourceType } from './codeartifact-error.ts';
import { redact } from './redact.ts';
import type { RequestSubject } from './request-subject.ts';

interface Verdict {
  readonly code: CodeArtifactErrorCode;
  readonly retryable?: boolean;
  readonly next?: string;
}

const LOGIN =
  'Sign in again (for example `aws sso login`, or renew the session that made the credentials), then repeat.';
const KEYS = 'Check with `aws sts get-caller-identity` which credentials are in use.';
const SET_UP =
  'Give AWS credentials: `aws configure sso` and `aws sso login`, a profile, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. ' +
  'A profile that is named (--profile, AWS_PROFILE) goes before keys.';
const ENDPOINT =
  'Check the network and the address: of CodeArtifact by the region and the endpoint (--endpoint-url, AWS_ENDPOINT_URL_CODEARTIFACT ' +
  'or AWS_ENDPOINT_URL), of another index or registry its URL; and the proxy, where HTTPS_PROXY or HTTP_PROXY names one.';
const PROXY =
  'Check the proxy and the login there (HTTPS_PROXY, HTTP_PROXY); NO_PROXY names hosts that are reached without it.';
const REGION = 'Give the region: --region, AWS_REGION, or `region` in the profile.';
const AGAIN = 'Run it again: it continues from what is there.';

/** What to do about a code, where nothing more is known than that. */
const ADVICE: Readonly<Partial<Record<CodeArtifactErrorCode, string>>> = {
  'clock-skew': "Set this machine's clock.",
  'connection-failed': ENDPOINT,
  'connection-lost': AGAIN,
  'quota-exceeded':
    'Delete what is not needed (`prune`, and with --rebuild what a repository holds), or ask AWS for a higher quota where it gives one.',
  'service-unavailable': AGAIN,
  throttled: 'Run fewer jobs at once, or ask AWS for a higher quota. --quotas aws keeps to the default rates.',
  validation: 'Change what the reply names, and run it again.',
  'unexpected-reply': 'Check the address: a proxy or another server may have answered in the place of CodeArtifact.',
};

/** What to check where the domain is not there. */
export const CHECK_DOMAIN = "Check the domain's name; of another account's domain give the owner too: --domain-owner.";

/** What to check where something of a type is not there. */
const MISSING: Partial<Record<ResourceType, string>> = {
  domain: CHECK_DOMAIN,
  repository: 'Check its name: `aws codeartifact list-repositories` lists what there is.',
};

/** Exceptions of CodeArtifact's service model, and those that every AWS endpoint may answer. */
const EXCEPTIONS: Readonly<Record<string, Verdict>> = {
  AccessDeniedException: { code: 'access-denied' },
  ConflictException: { code: 'conflict' },
  InternalServerException: { code: 'service-unavailable', retryable: true },
  ResourceNotFoundException: { code: 'not-found' },
  ServiceQuotaExceededException: { code: 'quota-exceeded' },
  ThrottlingException: { code: 'throttled', retryable: true },
  ValidationException: { code: 'validation' },
  ExpiredToken: { code: 'credentials-expired', next: LOGIN },
  ExpiredTokenException: { code: 'credentials-expired', next: LOGIN },
  IncompleteSignature: { code: 'credentials-invalid', next: KEYS },
  IncompleteSignatureException: { code: 'credentials-invalid', next: KEYS },
  InvalidClientTokenId: { code: 'credentials-invalid', next: KEYS },
  InvalidSignatureException: { code: 'credentials-invalid', next: KEYS },
  MissingAuthenticationToken: { code: 'credentials-missing', next: SET_UP },
  MissingAuthenticationTokenException: { code: 'credentials-missing', next: SET_UP },
  // The SDK learns the service's time from such a reply, so that the next attempt is signed right.
  RequestExpired: { code: 'clock-skew', retryable: true },
  RequestTimeTooSkewed: { code: 'clock-skew', retryable: true },
  // STS's word for it.
  Throttling: { code: 'throttled', retryable: true },
  SignatureDoesNotMatch: { code: 'credentials-invalid', next: KEYS },
  UnrecognizedClientException: { code: 'credentials-invalid', next: KEYS },
};

/** What a proxy answers instead of a tunnel: a refusal, or that it could not. */
export const PROXY_REFUSED = 'ERR_PROXY_REFUSED';
export const PROXY_FAILED = 'ERR_PROXY_FAILED';

const NETWORK: Readonly<Record<string, Verdict>> = {
  EADDRNOTAVAIL: { code: 'connection-failed', retryable: true },
  EAI_AGAIN: { code: 'connection-failed', retryable: true },
  EAI_FAIL: { code: 'connection-failed', retryable: true },
  ECONNREFUSED: { code: 'connection-failed', retryable: true },
  EHOSTDOWN: { code: 'connection-failed', retryable: true },
  EHOSTUNREACH: { code: 'connection-failed', retryable: true },
  ENETDOWN: { code: 'connection-failed', retryable: true },
  ENETUNREACH: { code: 'connection-failed', retryable: true },
  ENOTFOUND: { code: 'connection-failed' },
  [PROXY_FAILED]: { code: 'connection-failed', retryable: true, next: PROXY },
  [PROXY_REFUSED]: { code: 'connection-failed', next: PROXY },
  UND_ERR_CONNECT_TIMEOUT: { code: 'connection-failed', retryable: true },
  ECONNABORTED: { code: 'connection-lost', retryable: true },
  ECONNRESET: { code: 'connection-lost', retryable: true },
  EPIPE: { code: 'connection-lost', retryable: true },
  ERR_STREAM_PREMATURE_CLOSE: { code: 'connection-lost', retryable: true },
  ETIMEDOUT: { code: 'connection-lost', retryable: true },
  UND_ERR_BODY_TIMEOUT: { code: 'connection-lost', retryable: true },
  UND_ERR_HEADERS_TIMEOUT: { code: 'connection-lost', retryable: true },
  UND_ERR_SOCKET: { code: 'connection-lost', retryable: true },
};

/** What the SDK adds for who wrote the program. */
const SDK_HINT = /\s*Deserialization error: to see the raw response.*$/s;

const TLS_FAILURE = /^(CERT_|DEPTH_ZERO_|ERR_TLS_|ERR_SSL_|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH)/;
const REFUSED = /^ERR_SSL_\w+_ALERT_/;
const TRUST = 'Name the certificate authority with --cert, or NODE_EXTRA_CA_CERTS.';
const CLIENT = 'The server refuses this client: it may ask for a certificate, which --client-cert gives.';

/** What an HTTP status means where no exception's name came with it: proxies, gateways, the package endpoints. */
export function verdictOfStatus(status: number): Verdict {
  if (status === 400 || status === 413 || status === 422) return { code: 'validation' };
  if (status === 401) return { code: 'token-expired' };
  if (status === 402) return { code: 'quota-exceeded' };
  if (status === 403) return { code: 'access-denied' };
  if (status === 404) return { code: 'not-found' };
  if (status === 409) return { code: 'conflict' };
  if (status === 429) return { code: 'throttled', retryable: true };
  if (status === 408 || (status >= 500 && status !== 501)) return { code: 'service-unavailable', retryable: true };
  return { code: 'unexpected-reply' };
}

/** What a login that is refused, or that may not do this, is answered: some hide from it what there is. */
const ABOUT_THE_LOGIN: ReadonlySet<CodeArtifactErrorCode> = new Set(['access-denied', 'not-found', 'token-expired']);

/** What to do about the reply of a repository's endpoint, or another server; `login` tells how to get in there. */
export function adviceOf({ code, next }: Verdict, login: string): string | undefined {
  return next ?? (ABOUT_THE_LOGIN.has(code) ? login : ADVICE[code]);
}

/**
 * What a refused upload is when its reply speaks of a digest: the bytes were damaged on the way, so sending them anew
 * may succeed. Not observed on AWS, which documents neither the status nor the words.
 */
export function damagedUpload(status: number | undefined, text: string): Verdict | undefined {
  if (status !== 400 || !/sha-?256|shasum|integrity|digest|checksum/i.test(text)) return undefined;
  const next = 'Nothing was completed with it. Repeat; if it happens again, look for a proxy that changes uploads.';
  return { code: 'corrupt-content', retryable: true, next };
}

/**
 * The error that buildset throws for what the SDK, the transport or a stream threw. A CodedError is returned as it is,
 * so that a source's own failure is not taken for the network's.
 */
export function toCodedError(error: unknown, subject: RequestSubject): CodedError {
  if (error instanceof CodedError) return error;
  const thrown = error instanceof Error ? error : new Error(String(error));
  const verdict = verdictOf(thrown);
  const reason = redact(thrown.message.replace(SDK_HINT, '')).replace(/\.$/, '') || thrown.name;
  const resourceType = resourceTypeOf(thrown);
  const retryAfterMs = retryAfterOf(thrown);
  return new CodeArtifactError(verdict.code, `cannot ${subject.doing}: ${reason}`, {
    cause: error,
    side: verdict.code.startsWith('credentials-') || verdict.code === 'region-missing' ? 'local' : subject.side,
    retryable: verdict.retryable ?? false,
    coordinates: subject.coordinates,
    ...nextStep(verdict, subject, resourceType),
    ...(resourceType === undefined ? {} : { resourceType }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

/**
 * Milliseconds that a `Retry-After` header asks for: seconds or a date of HTTP; undefined when there is none to understand, or
 * when it asks for no time, which is no reason to come back at once.
 */
export function parseRetryAfter(value: string | undefined, now: Date): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d+$/.test(value.trim())) return someTime(Number(value) * 1000);
  return value.endsWith(' GMT') ? someTime(Date.parse(value) - now.getTime()) : undefined;
}

function someTime(ms: number): number | undefined {
  return ms > 0 ? ms : undefined;
}

function verdictOf(error: Error): Verdict {
  if (error.name === 'AbortError') return { code: 'aborted' };
  if (error.name === 'CredentialsProviderError' || error.name === 'TokenProviderError') {
    const expired = /expired|invalid sso|sso session|refresh/i.test(error.message);
    return expired ? { code: 'credentials-expired', next: LOGIN } : { code: 'credentials-missing', next: SET_UP };
  }
  if (/region is missing/i.test(error.message)) return { code: 'region-missing', next: REGION };
  if ('code' in error && error.code === 'ERR_INVALID_URL') return { code: 'validation', next: ENDPOINT };
  if (/not a valid hostname component/i.test(error.message)) return { code: 'validation', next: REGION };
  if (/signature (expired|not yet current)/i.test(error.message)) return { code: 'clock-skew', retryable: true };
  return (
    damagedRequest(error) ??
    EXCEPTIONS[error.name] ??
    networkVerdict(error) ??
    statusVerdict(error) ?? { code: 'unexpected-reply' }
  );
}

function damagedRequest(error: Error): Verdict | undefined {
  return error.name === 'ValidationException' ? damagedUpload(400, error.message) : undefined;
}

function networkVerdict(error: Error): Verdict | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    if (NETWORK[code] !== undefined) return NETWORK[code];
    if (REFUSED.test(code)) return { code: 'tls-failed', next: CLIENT };
    if (TLS_FAILURE.test(code)) return { code: 'tls-failed', next: TRUST };
    if (code.startsWith('HPE_')) return { code: 'connection-lost', retryable: true };
  }
  return undefined;
}

function statusVerdict(error: Error): Verdict | undefined {
  const status = member(member(error, '$metadata'), 'httpStatusCode');
  return typeof status === 'number' ? verdictOfStatus(status) : undefined;
}

function nextStep(verdict: Verdict, subject: RequestSubject, missing?: ResourceType): { readonly next?: string } {
  const grant = `Grant codeartifact:${subject.operation}, in IAM and in the domain's and the repository's policies.`;
  const isDenied = verdict.code === 'access-denied';
  const next = verdict.next ?? (missing && MISSING[missing]) ?? (isDenied ? grant : ADVICE[verdict.code]);
  return next === undefined ? {} : { next };
}

const RESOURCE_TYPES: readonly ResourceType[] = ['domain', 'repository', 'package', 'package-version', 'asset'];

function resourceTypeOf(error: Error): ResourceType | undefined {
  return RESOURCE_TYPES.find((type) => type === member(error, 'resourceType'));
}

/** Only throttling has it in its model; the SDK hands out the reply's headers for the others. */
function retryAfterOf(error: Error): number | undefined {
  const seconds = 'retryAfterSeconds' in error ? Number(error.retryAfterSeconds) : Number.NaN;
  if (Number.isFinite(seconds)) return someTime(seconds * 1000);
  const headers = member(member(error, '$response'), 'headers');
  const [header, date] = [member(headers, 'retry-after'), member(headers, 'date')];
  const now = typeof date === 'string' ? new Date(date) : new Date();
  return parseRetryAfter(typeof header === 'string' ? header : undefined, now);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
