import type { StoredFile } from './stored-file.ts';

/** A stored file, or a part of it, as a body. */
export interface FileBody {
  readonly stored: StoredFile;
  readonly start: number;
  readonly length: number;
}

/** Bytes made while they are sent: server-sent events. */
export interface StreamBody {
  readonly stream: AsyncIterable<string | Uint8Array>;
}

/** An answer before it is written. Header names in lower case. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | FileBody | StreamBody;
}

export function isFileBody(body: Reply['body']): body is FileBody {
  return typeof body === 'object' && 'stored' in body;
}

export function isStreamBody(body: Reply['body']): body is StreamBody {
  return typeof body === 'object' && 'stream' in body;
}

export function jsonReply(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

export function textReply(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: text };
}
