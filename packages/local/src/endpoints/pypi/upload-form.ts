import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { BlobTooLargeError, type ReceivedBlob } from '../../storage/blobs.ts';

export interface UploadForm {
  /** Every text field, in order; a name may be there several times. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly file: { readonly name: string; readonly blob: ReceivedBlob } | undefined;
}

/** The form cannot be read, or is larger than it may be. */
export class UploadFormError extends Error {
  override readonly name = 'UploadFormError';
  readonly status: 400 | 413;

  constructor(status: 400 | 413, message: string) {
    super(message);
    this.status = status;
  }
}

/** More parts than any upload tool sends. */
const maxParts = 2000;

export interface FormReading {
  readonly contentType: string;
  readonly body: AsyncIterable<Uint8Array>;
  readonly maxFieldBytes: number;
  /** Of the whole form: parts that nobody asked for, and what is before and after the parts, count too. */
  readonly maxBytes: number;
  /** Stores the bytes of the field `content`, knowing the text fields before it. */
  readonly receive: (source: AsyncIterable<Uint8Array>, fields: UploadForm['fields']) => Promise<ReceivedBlob>;
}

/** Reads a multipart form whose file goes to `receive` while it arrives. Throws UploadFormError. */
export async function readUploadForm(reading: FormReading): Promise<UploadForm> {
  const parser = openParser(reading);
  const fields = new Map<string, string[]>();
  let fieldBytes = 0;
  let file: Promise<{ name: string; blob: ReceivedBlob }> | undefined;
  let part: Readable | undefined;
  const finished = new Promise<void>((resolve, reject) => {
    parser.on('field', (name, value, _nameTruncated, valueTruncated) => {
      fieldBytes += value.length;
      if (valueTruncated || fieldBytes > reading.maxFieldBytes) {
        reject(new UploadFormError(413, `the form's fields are larger than ${reading.maxFieldBytes} bytes`));
        return;
      }
      fields.set(name, [...(fields.get(name) ?? []), value]);
    });
    parser.on('file', (name, stream, filename) => {
      if (name !== 'content' || file) {
        stream.resume();
        return;
      }
      part = stream;
      // Its reader is told as well, when it reads: an error that comes before would end the process.
      stream.on('error', () => undefined);
      file = reading.receive(stream, fields).then((blob) => ({ name: filename ?? '', blob }));
      file.catch((error: unknown) => {
        stream.resume();
        reject(error);
      });
    });
    parser.on('partsLimit', () => {
      reject(new UploadFormError(413, `the form has more than ${maxParts} parts`));
    });
    parser.on('error', (error) => {
      reject(new UploadFormError(400, `the form cannot be read: ${String(error)}`));
    });
    parser.on('finish', resolve);
  });
  try {
    await Promise.all([feed(parser, reading, finished), finished]);
    return { fields, file: await file };
  } catch (error) {
    // The parser leaves a part that breaks off open for ever, and with it whoever reads it.
    part?.destroy(error instanceof Error ? error : undefined);
    await Promise.allSettled([file]);
    if (error instanceof BlobTooLargeError) throw new UploadFormError(413, error.message);
    throw error;
  }
}

/** Gives the parser the body at the parser's pace; stops when the parser fails. */
async function feed(parser: BusboyInstance, { body, maxBytes }: FormReading, finished: Promise<void>): Promise<void> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new UploadFormError(413, `the form is larger than ${maxBytes} bytes`);
    if (parser.write(chunk)) continue;
    await Promise.race([once(parser, 'drain'), finished]);
  }
  parser.end();
}

function openParser(reading: FormReading): BusboyInstance {
  try {
    return new Busboy({
      headers: { 'content-type': reading.contentType },
      limits: { fieldSize: reading.maxFieldBytes, parts: maxParts, files: 4 },
    });
  } catch (error) {
    throw new UploadFormError(400, `the body is not multipart/form-data: ${String(error)}`);
  }
}
