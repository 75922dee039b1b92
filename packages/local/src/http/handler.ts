import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { endpointAddress } from '../endpoints/address.ts';
import { answerEndpoint } from '../endpoints/answer.ts';
import { ServiceError } from '../errors.ts';
import { faultsAt, faultyBody, faultyRequest, faultyServices } from '../faults/apply.ts';
import { BrokenConnectionError } from '../faults/bytes.ts';
import type { FiredFault } from '../faults/registry.ts';
import { answerLocalApi, isLocalApi, type LocalApi } from '../local-api/index.ts';
import type { RateQuotas } from '../quotas.ts';
import { type LogLine, requestLine } from '../log.ts';
import { type ArrivedRequest, loggedRequest, type LoggedRequest } from '../request-log.ts';
import { answerControlPlane, type ControlPlane } from './control-plane.ts';
import { errorReply } from './error-writer.ts';
import { operationNameOf, repositoryNameOf } from './operation-name.ts';
import { lingerOver, SlowClientError } from './paced-body.ts';
import type { Reply } from './reply.ts';
import { type Request, requestOf } from './request.ts';
import { answerSts } from './sts.ts';
import { writeReply } from './write-reply.ts';

export interface HandlerOptions extends ControlPlane {
  /** Faults, the request log and events; undefined when the test interface is switched off. */
  readonly localApi: LocalApi | undefined;
  /** Rates to hold; undefined: none. */
  readonly quotas: RateQuotas | undefined;
  /** Told of every request once it is answered, or its connection is gone. */
  readonly log: ((line: LogLine) => void) | undefined;
  /** Told of faults of the server itself, which clients see as InternalServerException. */
  readonly report: (error: unknown) => void;
}

/** The whole server as one handler for node:http. */
export function createHandler(options: HandlerOptions): (incoming: IncomingMessage, response: ServerResponse) => void {
  return (incoming, response) => {
    handle(options, incoming, response).catch((error: unknown) => {
      options.report(error);
      response.destroy();
    });
  };
}

async function handle(options: HandlerOptions, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = requestOf(incoming, options.services.limits);
  const { localApi } = options;
  if (localApi && isLocalApi(request)) {
    const reply = await replyTo(options, () => answerLocalApi(localApi, request));
    await writeReply(response, dated(options, reply), false);
    return;
  }
  const operation = operationNameOf(request);
  const repository = repositoryNameOf(request);
  const { method, path } = request;
  const fired = localApi?.faults.match({ method, path, operation, repository }) ?? [];
  const arrived = { method, path, query: withoutSignature(request.query), operation, repository };
  const entry = arrive(options, arrived);
  entry.faults = fired.map((fault) => fault.id);
  const { socket } = incoming;
  const reset = (): void => {
    // A reset, not an orderly end: what a crashed server or a broken line looks like.
    socket.resetAndDestroy();
  };
  const requestId = randomUUID();
  const begin = performance.now();
  try {
    const reply = await answer(options, request, fired, entry, reset);
    if (reply === 'reset') {
      reset();
      return;
    }
    const send = async (sent: Reply): Promise<void> => {
      entry.status = sent.status;
      entry.error = sent.headers['x-amzn-errortype'];
      const headers = { ...dated(options, sent).headers, 'x-amzn-requestid': requestId };
      await writeReply(response, { ...sent, headers }, method === 'HEAD', faultyBody(fired));
    };
    await send(reply).catch((error: unknown) => {
      if (response.headersSent) throw error;
      return send(failedReply(options, error));
    });
    lingerOver(incoming, options.services.limits.maxLingerMs);
  } finally {
    options.log?.(requestLine(entry, requestId, performance.now() - begin));
  }
}

/** With the service's time, which may not be the machine's. */
function dated({ services }: HandlerOptions, reply: Reply): Reply {
  return { ...reply, headers: { ...reply.headers, date: new Date(services.now()).toUTCString() } };
}

/** Into the request log that tests read, where there is one. */
function arrive({ localApi, services }: HandlerOptions, request: ArrivedRequest): LoggedRequest {
  return localApi?.requests.arrived(request, services.now()) ?? loggedRequest(0, request, services.now());
}

/** The answer to a request, with the faults that meet it. */
async function answer(
  options: HandlerOptions,
  request: Request,
  fired: readonly FiredFault[],
  trace: LoggedRequest,
  reset: () => void,
): Promise<Reply | 'reset'> {
  const before = await faultsAt('before', fired);
  if (before.kind !== 'go') return before.kind === 'reply' ? before.reply : 'reset';
  const services = faultyServices(options.services, fired);
  const seen = faultyRequest(request, fired, reset);
  const reply = await replyTo(options, async () => {
    options.quotas?.take(operationNameOf(request));
    const address = endpointAddress(request.path);
    if (address) return answerEndpoint({ services, policies: options.policies }, seen, address, trace);
    if (request.path === '/') return answerSts(options.authenticator, seen, trace);
    return answerControlPlane({ ...options, services }, seen, trace);
  });
  const after = await faultsAt('after-effect', fired);
  if (after.kind !== 'go') return after.kind === 'reply' ? after.reply : 'reset';
  return reply;
}

async function replyTo(options: HandlerOptions, work: () => Promise<Reply>): Promise<Reply> {
  try {
    return await work();
  } catch (error) {
    return failedReply(options, error);
  }
}

function failedReply(options: HandlerOptions, error: unknown): Reply {
  if (!(error instanceof ServiceError) && !isBrokenRequest(error)) options.report(error);
  return errorReply(error);
}

/** The client went away or was sent away, or a fault made it look so. */
function isBrokenRequest(error: unknown): boolean {
  if (error instanceof BrokenConnectionError || error instanceof SlowClientError) return true;
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  );
}

function withoutSignature(query: URLSearchParams): string {
  const kept = [...query].filter(([name]) => !name.toLowerCase().startsWith('x-amz-'));
  return new URLSearchParams(kept).toString();
}
