import { createHash } from 'node:crypto';
import { jsonReply, type Reply } from '../../http/reply.ts';
import type { Request } from '../../http/request.ts';

export function npmReply(status: number, value: unknown): Reply {
  return jsonReply(status, value);
}

/** The form in which npm clients look for a reason. */
export function npmError(status: number, error: string): Reply {
  return jsonReply(status, { error });
}

/** A document that is answered with 304 when the client has it. */
export function documentReply(request: Request, value: unknown, contentType: string): Reply {
  const body = JSON.stringify(value);
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  const headers = { 'content-type': contentType, etag, vary: 'Accept' };
  return request.header('if-none-match') === etag ? { status: 304, headers } : { status: 200, headers, body };
}
