import { PassThrough } from 'node:stream';
import { BlobTooLargeError, type ReceivedBlob } from '../../storage/blobs.ts';

/** A publish request: the document without its tarball, which went to the blob store while it arrived. */
export interface PublishDocument {
  readonly document: unknown;
  readonly tarball: ReceivedBlob | undefined;
}

/** The request is not the JSON document that npm sends, or larger than it may be. */
export class PublishDocumentError extends Error {
  override readonly name = 'PublishDocumentError';
  readonly status: 400 | 413;

  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

export interface DocumentReading {
  readonly body: AsyncIterable<Uint8Array>;
  /** Of the whole request. */
  readonly maxBytes: number;
  /** Of everything but the tarball: readme and manifest. */
  readonly maxDocumentBytes: number;
  readonly receive: (source: AsyncIterable<Uint8Array>) => Promise<ReceivedBlob>;
}

const quote = 0x22;
const backslash = 0x5c;

/** Far more than a manifest has, and little enough to walk through. */
const maxDepth = 200;

/**
 * Reads `{…, "_attachments": {NAME: {"data": "BASE64", …}}}` and sends the decoded data to `receive`, so that the size of a tarball
 * costs no memory. Throws PublishDocumentError.
 */
export async function readPublishDocument(reading: DocumentReading): Promise<PublishDocument> {
  const scanner = openScanner(reading);
  let size = 0;
  try {
    for await (const chunk of reading.body) {
      size += chunk.byteLength;
      if (size > reading.maxBytes) {
        throw new PublishDocumentError(413, `the request is larger than ${reading.maxBytes} bytes`);
      }
      await scanner.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
    }
    return await scanner.end();
  } catch (error) {
    await scanner.abort(error instanceof Error ? error : new Error(String(error)));
    if (error instanceof BlobTooLargeError) throw new PublishDocumentError(413, `the tarball has ${error.message}`);
    throw error;
  }
}

/** An object or array that is open, and in an object the key whose value is being read. */
interface Level {
  readonly object: boolean;
  key: string;
  expectsKey: boolean;
}

interface Sink {
  readonly stream: PassThrough;
  readonly blob: Promise<ReceivedBlob>;
  /** Characters that do not make up a group of four yet. */
  rest: string;
}

function openScanner(reading: DocumentReading) {
  const kept: Buffer[] = [];
  const levels: Level[] = [];
  let keptBytes = 0;
  let text: number[] | undefined;
  let inString = false;
  let escaped = false;
  let sink: Sink | undefined;
  let inData = false;

  const keep = (bytes: Buffer): void => {
    keptBytes += bytes.byteLength;
    if (keptBytes > reading.maxDocumentBytes) {
      throw new PublishDocumentError(
        413,
        `the document is larger than ${reading.maxDocumentBytes} bytes without its tarball`,
      );
    }
    kept.push(Buffer.from(bytes));
  };

  const atData = (): boolean => {
    const [root, attachments, file, ...deeper] = levels;
    return root?.key === '_attachments' && attachments !== undefined && file?.key === 'data' && deeper.length === 0;
  };

  const openSink = (): Sink => {
    if (sink) throw new PublishDocumentError(400, 'the document has more than one attachment');
    const stream = new PassThrough({ highWaterMark: 1024 * 1024 });
    // Its reader is told as well, when it reads: an error that comes before would end the process.
    stream.on('error', () => undefined);
    const blob = reading.receive(stream);
    blob.catch((error: unknown) => stream.destroy(error instanceof Error ? error : undefined));
    return { stream, blob, rest: '' };
  };

  const openString = (): void => {
    inString = true;
    const level = levels.at(-1);
    text = level?.object && level.expectsKey ? [] : undefined;
  };

  const closeString = (): void => {
    inString = false;
    const level = levels.at(-1);
    if (!text || !level) return;
    level.key = keyOf(text);
    level.expectsKey = false;
  };

  const structural = (byte: number): void => {
    const character = String.fromCharCode(byte);
    const level = levels.at(-1);
    if (character === '{' || character === '[') {
      if (levels.length === maxDepth)
        throw new PublishDocumentError(400, `the document is deeper than ${maxDepth} levels`);
      levels.push({ object: character === '{', key: '', expectsKey: character === '{' });
    } else if (character === '}' || character === ']') levels.pop();
    else if (character === ',' && level?.object) level.expectsKey = true;
  };

  /** Reads up to the beginning of the tarball or the end of `bytes`, and returns where it stopped. */
  const scan = (bytes: Buffer, from: number): number => {
    for (let at = from; at < bytes.byteLength; at++) {
      const byte = bytes[at] ?? 0;
      if (inString) {
        if (byte === quote && !escaped) closeString();
        else text?.push(byte);
        escaped = byte === backslash && !escaped;
      } else if (byte !== quote) structural(byte);
      else if (!levels.at(-1)?.expectsKey && atData()) {
        sink = openSink();
        inData = true;
        // The closing quote, which the document keeps, ends it.
        inString = true;
        text = undefined;
        return at + 1;
      } else openString();
    }
    return bytes.byteLength;
  };

  /** Decodes up to the closing quote or the end of `bytes`, and returns where the document goes on. */
  const decode = async (bytes: Buffer, from: number, to: Sink): Promise<number> => {
    const end = bytes.indexOf(quote, from);
    const stop = end < 0 ? bytes.byteLength : end;
    const base64 = to.rest + bytes.toString('latin1', from, stop).replaceAll('\\', '');
    const whole = end < 0 ? base64.length - (base64.length % 4) : base64.length;
    to.rest = base64.slice(whole);
    const decoded = Buffer.from(base64.slice(0, whole), 'base64');
    if (decoded.byteLength > 0 && !to.stream.write(decoded)) await drained(to);
    if (end >= 0) {
      to.stream.end();
      inData = false;
    }
    return stop;
  };

  return {
    async push(bytes: Buffer): Promise<void> {
      let at = 0;
      while (at < bytes.byteLength) {
        const from = at;
        if (inData && sink) at = await decode(bytes, at, sink);
        else {
          at = scan(bytes, at);
          keep(bytes.subarray(from, at));
        }
      }
    },
    async end(): Promise<PublishDocument> {
      if (inData) throw new PublishDocumentError(400, 'the document ends inside its attachment');
      const tarball = await sink?.blob;
      try {
        return { document: JSON.parse(Buffer.concat(kept).toString('utf8')), tarball };
      } catch {
        throw new PublishDocumentError(400, 'the request is not JSON');
      }
    },
    async abort(reason: Error): Promise<void> {
      sink?.stream.destroy(reason);
      await Promise.allSettled([sink?.blob]);
    },
  };
}

function keyOf(text: readonly number[]): string {
  try {
    return String(JSON.parse(`"${Buffer.from(text).toString('utf8')}"`));
  } catch {
    throw new PublishDocumentError(400, 'the request is not JSON');
  }
}

/** Waits until the sink takes more; rejects when storing failed. */
async function drained({ stream, blob }: Sink): Promise<void> {
  const drain = new Promise<void>((resolve) => {
    stream.once('drain', resolve);
  });
  await Promise.race([drain, blob]);
}
