import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { firstEvent } from './first-event.ts';

/**
 * Passes a stream on while it is written to `file`, no faster than that takes it, and ends when all of it is written. Throws
 * what either throws; `file` is closed in any case.
 */
export async function* written(file: Writable, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const isWritten = finished(file);
  // Reported below; without a listener a failure between two chunks would end the process.
  isWritten.catch(() => undefined);
  try {
    for await (const chunk of stream) {
      // After a failure no event comes any more that could be waited for.
      if (!file.errored && !file.write(chunk)) await firstEvent(file, 'drain', 'error', 'close');
      if (file.errored) break;
      yield chunk;
    }
    file.end();
    await isWritten;
  } finally {
    file.destroy();
  }
}
