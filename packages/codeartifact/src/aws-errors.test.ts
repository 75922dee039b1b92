import { CodedError } from '@buildset/core';
import { describe, expect, it } from 'vitest';
import { parseRetryAfter, toCodedError } from './aws-errors.ts';
import { CodeArtifactError } from './codeartifact-error.ts';

const SUBJECT = { operation: 'CopyPackageVersions', doing: 'copy it', side: 'destination', coordinates: {} } as const;

function thrown(fields: object): Error {
  return Object.assign(new Error('said so'), fields);
}

describe('toCodedError', () => {
  it.each([
    [{ name: 'AccessDeniedException' }, 'access-denied', false],
    [{ name: 'ConflictException' }, 'conflict', false],
    [{ name: 'InternalServerException' }, 'service-unavailable', true],
    [{ name: 'ResourceNotFoundException' }, 'not-found', false],
    [{ name: 'ServiceQuotaExceededException' }, 'quota-exceeded', false],
    [{ name: 'ThrottlingException' }, 'throttled', true],
    [{ name: 'ValidationException' }, 'validation', false],
    [{ name: 'ExpiredTokenException' }, 'credentials-expired', false],
    [{ name: 'UnrecognizedClientException' }, 'credentials-invalid', false],
    [{ name: 'RequestTimeTooSkewed' }, 'clock-skew', true],
    [{ name: 'CredentialsProviderError' }, 'credentials-missing', false],
    [{ name: 'CredentialsProviderError', message: 'The SSO session has expired' }, 'credentials-expired', false],
    [{ message: 'Region is missing' }, 'region-missing', false],
    [{ message: 'Region not accepted: region="no region" is not a valid hostname component.' }, 'validation', false],
    [{ code: 'ERR_INVALID_URL' }, 'validation', false],
    [{ code: 'ECONNREFUSED' }, 'connection-failed', true],
    [{ code: 'EAI_AGAIN' }, 'connection-failed', true],
    [{ code: 'EAI_FAIL' }, 'connection-failed', true],
    [{ code: 'EADDRNOTAVAIL' }, 'connection-failed', true],
    [{ code: 'EHOSTDOWN' }, 'connection-failed', true],
    [{ code: 'ENETDOWN' }, 'connection-failed', true],
    [{ code: 'ENOTFOUND' }, 'connection-failed', false],
    [{ code: 'ECONNRESET' }, 'connection-lost', true],
    [{ code: 'ETIMEDOUT' }, 'connection-lost', true],
    [{ code: 'SELF_SIGNED_CERT_IN_CHAIN' }, 'tls-failed', false],
    [{ code: 'ERR_TLS_CERT_ALTNAME_INVALID' }, 'tls-failed', false],
    [{ cause: thrown({ code: 'ECONNRESET' }) }, 'connection-lost', true],
    [{ name: 'Unknown', $metadata: { httpStatusCode: 503 } }, 'service-unavailable', true],
    [{ name: 'Unknown', $metadata: { httpStatusCode: 413 } }, 'validation', false],
    [{ name: 'Unknown', $metadata: { httpStatusCode: 418 } }, 'unexpected-reply', false],
    [{ name: 'AbortError' }, 'aborted', false],
    [{}, 'unexpected-reply', false],
  ])('%j is %s, retryable: %s', (fields, code, retryable) => {
    expect(toCodedError(thrown(fields), SUBJECT)).toMatchObject({ code, retryable });
  });

  it('names the certificate that a server may want of its clients', () => {
    const refused = toCodedError(thrown({ code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }), SUBJECT);
    expect(refused).toMatchObject({ code: 'tls-failed', next: expect.stringContaining('--client-cert') });
  });

  it('says what could not be done, and whom it concerns', () => {
    const error = toCodedError(thrown({ name: 'AccessDeniedException' }), SUBJECT);
    expect(error.message).toBe('cannot copy it: said so');
    expect(error).toMatchObject({
      side: 'destination',
      next: expect.stringContaining('codeartifact:CopyPackageVersions'),
    });
    expect(toCodedError(thrown({ name: 'CredentialsProviderError' }), SUBJECT).side).toBe('local');
  });

  it('leaves out what the SDK says to programmers', () => {
    const hint =
      'Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.';
    const { message } = toCodedError(new SyntaxError(`Unterminated string in JSON\n  ${hint}`), SUBJECT);
    expect(message).toMatch(/: Unterminated string in JSON$/);
  });

  it('is a clause, although the service speaks in sentences', () => {
    expect(toCodedError(thrown({ message: 'It is late. Come again.' }), SUBJECT).message).toBe(
      'cannot copy it: It is late. Come again',
    );
  });

  it.each([
    [{ name: 'ResourceNotFoundException', resourceType: 'domain' }, '--domain-owner'],
    [{ name: 'ResourceNotFoundException', resourceType: 'repository' }, 'list-repositories'],
    [{ code: 'EAI_AGAIN' }, '--endpoint-url'],
    [{ code: 'ECONNRESET' }, 'Run it again'],
    [{ name: 'InternalServerException' }, 'Run it again'],
    [{ name: 'ThrottlingException' }, '--quotas aws'],
    [{ name: 'ServiceQuotaExceededException' }, 'higher quota'],
    [{ name: 'CredentialsProviderError' }, 'AWS_PROFILE'],
    [{}, 'proxy'],
  ])('says what to do about %j', (fields, next) => {
    expect(toCodedError(thrown(fields), SUBJECT)).toMatchObject({ next: expect.stringContaining(next) });
  });

  it('keeps a coded error as it is', () => {
    const error = new CodedError('invalid-wheel', 'the source broke');
    expect(toCodedError(error, SUBJECT)).toBe(error);
  });

  it('keeps what is missing, and how long to wait', () => {
    const fields = { name: 'ResourceNotFoundException', resourceType: 'repository', retryAfterSeconds: 2 };
    const error = toCodedError(thrown(fields), SUBJECT);
    expect(error).toBeInstanceOf(CodeArtifactError);
    expect(error).toMatchObject({ resourceType: 'repository', retryAfterMs: 2000 });
  });

  it.each([
    [{ retryAfterSeconds: 0 }],
    [{ $response: { headers: { date: 'today', 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' } } }],
  ])('waits as it does by itself where a reply asks for no time: %j', (fields) => {
    const error = toCodedError(thrown({ name: 'ThrottlingException', ...fields }), SUBJECT);
    expect(error).toMatchObject({ retryAfterMs: undefined });
  });

  it('finds how long to wait in a reply’s headers', () => {
    const headers = { date: 'Thu, 01 Jan 2026 00:00:00 GMT', 'retry-after': 'Thu, 01 Jan 2026 00:00:07 GMT' };
    const error = thrown({ name: 'InternalServerException', $response: { headers } });
    expect(toCodedError(error, SUBJECT)).toMatchObject({ retryAfterMs: 7000 });
  });

  it('lets no secret into a message', () => {
    const error = toCodedError(new Error('GET https://aws:s3cr3t@host/ failed'), SUBJECT);
    expect(error.message).not.toContain('s3cr3t');
  });
});

describe('parseRetryAfter', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  it.each([
    ['3', 3000],
    ['Thu, 01 Jan 2026 00:00:05 GMT', 5000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('%j is %j ms', (value, ms) => {
    expect(parseRetryAfter(value, now)).toBe(ms);
  });
});
