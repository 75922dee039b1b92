import { authenticate, type Authenticator, declaredPayloadHash, sha256Hex } from '../auth/authenticate.ts';
import { assertAllowed, type PolicyHook } from '../auth/policy.ts';
import { invalid, ServiceError } from '../errors.ts';
import { operations } from '../operations/index.ts';
import type { Services } from '../services.ts';
import { hasPayload, parseInput, type ParsedInput } from './input.ts';
import { outputReply } from './output.ts';
import { type OperationRoute, routeOf } from './operation-table.ts';
import type { Reply } from './reply.ts';
import { readBody, type Request } from './request.ts';
import { furtherRights, resourceOf } from './resource.ts';
import type { Trace } from './trace.ts';

export interface ControlPlane {
  readonly services: Services;
  readonly authenticator: Authenticator;
  readonly policies: PolicyHook;
}

/** Answers a request to `/v1/…`: find the operation, authenticate, parse, authorise, do, write. Throws ServiceError. */
export async function answerControlPlane(plane: ControlPlane, request: Request, trace: Trace): Promise<Reply> {
  const route = routeOf(request.method, request.path);
  if (!route) throw invalid(`There is no operation ${request.method} ${request.path}`, 'UNKNOWN_OPERATION');
  trace.operation = route.name;
  const { services } = plane;
  const { principal, input } = await authenticatedInput(plane, route, request);
  trace.principal = principal;
  trace.repository = repositoryIn(input);
  const resource = resourceOf(services.identity, route.name, input);
  const allowed = (action: string, on: string): Promise<void> =>
    assertAllowed(plane.policies, { principal, action, resource: on, sourceIp: request.remoteAddress });
  await allowed(`codeartifact:${route.name}`, resource);
  for (const more of furtherRights(services.identity, route.name, input)) await allowed(more.action, more.resource);
  const operation = operations.get(route.name);
  if (!operation) {
    throw new ServiceError('LocalNotImplementedException', `codeartifact-local does not have ${route.name} yet`);
  }
  return outputReply(route, await operation(services, input, { principal, baseUrl: request.baseUrl }));
}

async function authenticatedInput(
  { services, authenticator }: ControlPlane,
  route: OperationRoute,
  request: Request,
): Promise<{ principal: string; input: ParsedInput }> {
  const { query, header } = request;
  const signed = { ...request, query: request.rawQuery };
  if (hasPayload(route)) {
    // The operation reads the body and compares it with the declared hash, which is what was signed.
    const principal = await authenticate(authenticator, signed, declaredPayloadHash(signed) ?? 'missing');
    return { principal, input: parseInput(route, { query, header, body: undefined, payload: request.body }) };
  }
  const body = await readBody(request.body, services.limits.maxJsonBytes);
  const hash = sha256Hex(body);
  const declared = declaredPayloadHash(signed);
  if (declared !== undefined && declared !== hash && declared !== 'UNSIGNED-PAYLOAD') {
    throw invalid('The body does not have the SHA-256 of the header x-amz-content-sha256', 'OTHER');
  }
  const principal = await authenticate(authenticator, signed, declared ?? hash);
  return { principal, input: parseInput(route, { query, header, body: parseJson(body), payload: undefined }) };
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('The request body is not JSON', 'CANNOT_PARSE');
  }
}

function repositoryIn(input: ParsedInput): string | undefined {
  const name = input['repository'] ?? input['destinationRepository'];
  return typeof name === 'string' ? name : undefined;
}
