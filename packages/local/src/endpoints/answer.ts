import { assertAllowed, type PolicyHook } from '../auth/policy.ts';
import { exceptionStatus, ServiceError } from '../errors.ts';
import { type Reply, textReply } from '../http/reply.ts';
import type { Request } from '../http/request.ts';
import type { Trace } from '../http/trace.ts';
import { recallRepository } from '../model/locate.ts';
import { repositoryArn } from '../model/names.ts';
import { PublicSourceError } from '../public/public-source.ts';
import type { Services } from '../services.ts';
import type { PackageFormat } from '../storage/records.ts';
import { type EndpointAddress, segmentsOf } from './address.ts';
import type { Endpoint } from './endpoint.ts';
import { npmEndpoint } from './npm/index.ts';
import { pypiEndpoint } from './pypi/index.ts';
import { checkToken } from './token-auth.ts';

const endpoints: ReadonlyMap<PackageFormat, Endpoint> = new Map([
  ['npm', npmEndpoint],
  ['pypi', pypiEndpoint],
]);

/**
 * Answers a package manager: token first, then the repository, then its protocol. Unauthenticated requests get 401 with
 * `WWW-Authenticate: Bearer` (as reported of AWS), or 404 with `bad-token=404`.
 */
export async function answerEndpoint(
  { services, policies }: { readonly services: Services; readonly policies: PolicyHook },
  request: Request,
  address: EndpointAddress,
  trace: Trace,
): Promise<Reply> {
  trace.repository = address.repository;
  const check = checkToken(services.tokens, request, address.domain);
  if (!check.ok) {
    if (services.assumptions['bad-token'] === '404') return textReply(404, 'Not Found\n');
    return textReply(check.status, `${check.message}\n`, check.status === 401 ? { 'www-authenticate': 'Bearer' } : {});
  }
  trace.principal = check.principal;
  const segments = segmentsOf(address.rest ?? '');
  const endpoint = endpoints.get(address.format);
  if (!segments || !endpoint) return textReply(404, 'Not Found\n');
  const ref = { domain: address.domain, domainOwner: address.owner, repository: address.repository };
  const arn = repositoryArn(services.identity, address.domain, address.repository);
  try {
    await recallRepository(services, ref);
    return await endpoint({
      services,
      request,
      address,
      segments,
      authorise: (action, resource = arn) =>
        assertAllowed(policies, {
          principal: check.principal,
          action: `codeartifact:${action}`,
          resource,
          sourceIp: request.remoteAddress,
        }),
      repository: (m) => recallRepository(services, ref, m),
    });
  } catch (error) {
    if (error instanceof PublicSourceError) return textReply(error.status, `${error.message}\n`);
    // Package managers show a line of text, not an AWS exception.
    if (!(error instanceof ServiceError)) throw error;
    return textReply(exceptionStatus[error.exception], `${error.message}\n`);
  }
}
