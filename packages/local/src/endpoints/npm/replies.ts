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

/** A package's document, ready to be sent. */
export interface NpmDocument {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export function npmDocument(value: unknown, contentType: string): NpmDocument {
  const body = JSON.stringify(value);
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  return { body, headers: { 'content-type': contentType, etag, vary: 'Accept' } };
}

/** 304 when the client has it. */
export function documentReply(request: Request, { body, headers }: NpmDocument): Reply {
  return request.header('if-none-match') === headers['etag']
    ? { status: 304, headers }
    : { status: 200, headers, body };
}
