import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { endpointAddress } from '../endpoints/address.ts';
import { answerEndpoint } from '../endpoints/answer.ts';
import { ServiceError } from '../errors.ts';
import { answerControlPlane, type ControlPlane } from './control-plane.ts';
import { errorReply } from './error-writer.ts';
import type { Reply } from './reply.ts';
import { type Request, requestOf } from './request.ts';
import type { Trace } from './trace.ts';
import { writeReply } from './write-reply.ts';

export interface HandlerOptions extends ControlPlane {
  /** Told of faults of the server itself, which clients see as InternalServerException. */
  readonly report: (error: unknown) => void;
}

/** The whole server as one handler for node:http. */
export function createHandler(options: HandlerOptions): (incoming: IncomingMessage, response: ServerResponse) => void {
  return (incoming, response) => {
    void handle(options, incoming, response);
  };
}

async function handle(options: HandlerOptions, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = requestOf(incoming);
  const trace: Trace = { operation: undefined, principal: undefined, repository: undefined };
  const reply = await answer(options, request, trace);
  const headers = { ...reply.headers, 'x-amzn-requestid': randomUUID() };
  await writeReply(response, { ...reply, headers }, request.method === 'HEAD');
}

/** The answer to any request: of the control plane or of a repository endpoint. Never rejects. */
export async function answer(options: HandlerOptions, request: Request, trace: Trace): Promise<Reply> {
  try {
    const address = endpointAddress(request.path);
    return address
      ? await answerEndpoint(options, request, address, trace)
      : await answerControlPlane(options, request, trace);
  } catch (error) {
    if (!(error instanceof ServiceError)) options.report(error);
    return errorReply(error);
  }
}
