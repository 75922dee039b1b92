import { closeSync, createReadStream } from 'node:fs';
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isFileBody, isStreamBody, type Reply } from './reply.ts';
import { sendFile } from './send-file.ts';
import { DamagedAssetError, openStored } from './stored-file.ts';

/**
 * Writes an answer, head only for HEAD. `through` changes the bytes of the body on their way. A client that goes away is no error; a stored
 * file that is damaged is: DamagedAssetError, before the head where that can be known, else with the connection still open.
 */
export async function writeReply(
  response: ServerResponse,
  reply: Reply,
  head: boolean,
  through: readonly Transform[] = [],
): Promise<void> {
  const file = isFileBody(reply.body) ? openStored(reply.body.stored) : undefined;
  try {
    await writeOpened(response, reply, file, head, through);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

async function writeOpened(
  response: ServerResponse,
  reply: Reply,
  file: number | undefined,
  head: boolean,
  through: readonly Transform[],
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
  if (through.length === 0 && (typeof body === 'string' || body instanceof Uint8Array)) {
    response.end(body);
    return;
  }
  const gone = endOf(response.req.socket);
  try {
    if (through.length === 0 && file !== undefined && isFileBody(body)) {
      await sendFile(response, file, body, gone);
      return;
    }
    response.flushHeaders();
    await pipeline([sourceOf(body, file), ...through, response], { signal: gone });
  } catch (error) {
    // Told before the client hears that the connection has ended, by who ends it then.
    if (error instanceof DamagedAssetError) throw error;
    response.destroy();
  }
}

const ends = new WeakMap<Socket, AbortSignal>();

/** Aborts when the connection is gone. One for all answers on it, which may be many at once. */
function endOf(socket: Socket): AbortSignal {
  const known = ends.get(socket);
  if (known) return known;
  const end = new AbortController();
  if (socket.closed) end.abort();
  else socket.once('close', () => end.abort());
  ends.set(socket, end.signal);
  return end.signal;
}

function lengthOf(body: Reply['body']): number | undefined {
  if (body === undefined) return 0;
  if (isFileBody(body)) return body.length;
  return isStreamBody(body) ? undefined : Buffer.byteLength(body);
}

function sourceOf(body: NonNullable<Reply['body']>, file: number | undefined): Readable {
  if (isStreamBody(body)) return Readable.from(body.stream);
  if (!isFileBody(body)) return Readable.from([body]);
  if (file === undefined || body.length === 0) return Readable.from([]);
  return createReadStream(body.stored.path, {
    fd: file,
    start: body.start,
    end: body.start + body.length - 1,
    autoClose: false,
  });
}
