import { setTimeout as sleep } from 'node:timers/promises';
import type { Transform } from 'node:stream';
import { errorReply } from '../http/error-writer.ts';
import { ServiceError } from '../errors.ts';
import { jsonReply, type Reply, textReply } from '../http/reply.ts';
import type { Request } from '../http/request.ts';
import type { Services } from '../services.ts';
import { broken, corrupted, corrupting, truncating } from './bytes.ts';
import type { FiredFault } from './registry.ts';
import type { FaultAction, Moment } from './rule.ts';

/** How the faults of one request end it, or that it goes on. */
export type Verdict =
  | { readonly kind: 'go' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'reply'; readonly reply: Reply };

const go: Verdict = { kind: 'go' };

/** Lets the faults of one moment happen, in the order of their rules. */
export async function faultsAt(moment: Moment, fired: readonly FiredFault[]): Promise<Verdict> {
  for (const fault of fired) {
    const verdict = await verdictOf(moment, fault);
    if (verdict.kind !== 'go') return verdict;
  }
  return go;
}

async function verdictOf(moment: Moment, { action, hold }: FiredFault): Promise<Verdict> {
  const before = moment === 'before';
  switch (action.kind) {
    case 'latency':
      if (before) await sleep(action.ms);
      return go;
    case 'hold':
      if (action.when === moment) await hold();
      return go;
    case 'throttle':
      return before ? { kind: 'reply', reply: throttled(action) } : go;
    case 'error':
      return action.when === moment ? { kind: 'reply', reply: failed(action.status) } : go;
    case 'reset':
      return action.when === moment ? { kind: 'reset' } : go;
    case 'expire-credentials':
      return before ? { kind: 'reply', reply: sessionEnded() } : go;
    case 'expire-token':
      return before ? { kind: 'reply', reply: expired() } : go;
    default:
      return go;
  }
}

/** The request as the server sees it: its body changed or cut. */
export function faultyRequest(request: Request, fired: readonly FiredFault[], reset: () => void): Request {
  let { body } = request;
  for (const { action } of fired) {
    if (action.kind === 'corrupt-upload') body = corrupted(body, action.atByte);
    if (action.kind === 'reset' && action.when === 'request-body') body = broken(body, action.afterBytes, reset);
  }
  return body === request.body ? request : { ...request, body };
}

/** The services as the request sees them: an old view, tokens that end early. */
export function faultyServices(services: Services, fired: readonly FiredFault[]): Services {
  let faulty = services;
  for (const { action, view } of fired) {
    if (view) faulty = { ...faulty, store: view };
    if (action.kind === 'short-token') {
      const { tokens, now } = services;
      const expiresMs = now() + action.seconds * 1000;
      faulty = { ...faulty, tokens: { ...tokens, issue: (claims) => tokens.issue({ ...claims, expiresMs }) } };
    }
  }
  return faulty;
}

/** What the answer's body goes through. */
export function faultyBody(fired: readonly FiredFault[]): readonly Transform[] {
  return fired.flatMap(({ action }) => {
    if (action.kind === 'corrupt-download') return [corrupting(action.atByte)];
    if (action.kind === 'truncate') return [truncating(action.afterBytes)];
    return action.kind === 'reset' && action.when === 'response-body' ? [truncating(action.afterBytes)] : [];
  });
}

function throttled({ retryAfterSeconds }: Extract<FaultAction, { kind: 'throttle' }>): Reply {
  const detail = retryAfterSeconds === undefined ? {} : { retryAfterSeconds };
  return errorReply(new ServiceError('ThrottlingException', 'Rate exceeded', detail));
}

function failed(status: number): Reply {
  return jsonReply(
    status,
    { message: 'An injected fault' },
    { 'x-amzn-errortype': status === 503 ? 'ServiceUnavailableException' : 'InternalServerException' },
  );
}

function sessionEnded(): Reply {
  return errorReply(new ServiceError('ExpiredTokenException', 'The security token included in the request is expired'));
}

function expired(): Reply {
  return textReply(401, 'The authorization token is expired\n', { 'www-authenticate': 'Bearer' });
}
