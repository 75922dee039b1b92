import { randomUUID } from 'node:crypto';
import { authenticate, type Authenticator, declaredPayloadHash, sha256Hex } from '../auth/authenticate.ts';
import { invalid } from '../errors.ts';
import type { Reply } from './reply.ts';
import { readBody, type Request } from './request.ts';
import type { Trace } from './trace.ts';

const maxFormBytes = 64 * 1024;

/** The one operation of STS that clients of CodeArtifact use: GetCallerIdentity, in AWS's query protocol. Throws ServiceError. */
export async function answerSts(authenticator: Authenticator, request: Request, trace: Trace): Promise<Reply> {
  const body = await readBody(request.body, maxFormBytes);
  const form = new URLSearchParams(body.length > 0 ? body.toString('utf8') : request.rawQuery);
  if (form.get('Action') !== 'GetCallerIdentity') {
    throw invalid(`There is no operation ${request.method} ${request.path}`, 'UNKNOWN_OPERATION');
  }
  trace.operation = 'GetCallerIdentity';
  const signed = { ...request, query: request.rawQuery };
  const hash = declaredPayloadHash(signed) ?? sha256Hex(body);
  if (hash !== sha256Hex(body)) throw invalid('The body does not have the declared SHA-256', 'OTHER');
  const arn = await authenticate(authenticator, signed, hash, 'sts');
  trace.principal = arn;
  const id = randomUUID();
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body:
      '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>' +
      `<Arn>${arn}</Arn><UserId>AIDALOCAL</UserId><Account>${authenticator.identity.account}</Account>` +
      `</GetCallerIdentityResult><ResponseMetadata><RequestId>${id}</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
  };
}
