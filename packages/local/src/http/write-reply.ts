import { createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isFileBody, isStreamBody, type Reply } from './reply.ts';

/** Large reads, since every one costs a trip through the thread pool. */
const readBytes = 1024 * 1024;

/** Writes an answer, head only for HEAD. `through` changes the bytes of the body on their way. A client that goes away is no error. */
export async function writeReply(
  response: ServerResponse,
  reply: Reply,
  head: boolean,
  through: readonly Transform[] = [],
): Promise<void> {
  const { body } = reply;
  const length = lengthOf(body);
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(length !== undefined && reply.status !== 304 && { 'content-length': length }),
  });
  if (head || body === undefined || reply.status === 304) {
    response.end();
    return;
  }
  const source = sourceOf(body);
  if (source === undefined && through.length === 0) {
    response.end(body);
    return;
  }
  response.flushHeaders();
  await pipeline([source ?? Readable.from([body]), ...through, response]).catch(() => response.destroy());
}

function lengthOf(body: Reply['body']): number | undefined {
  if (body === undefined) return 0;
  if (isFileBody(body)) return body.length;
  return isStreamBody(body) ? undefined : Buffer.byteLength(body);
}

function sourceOf(body: NonNullable<Reply['body']>): Readable | undefined {
  if (isStreamBody(body)) return Readable.from(body.stream);
  if (!isFileBody(body)) return undefined;
  if (body.length === 0) return Readable.from([]);
  return createReadStream(body.path, {
    start: body.start,
    end: body.start + body.length - 1,
    highWaterMark: readBytes,
  });
}
