import type { IncomingMessage } from 'node:http';
import type { Limits } from '../limits.ts';

/** The client sent so slowly that its connection was ended. */
export class SlowClientError extends Error {
  override readonly name = 'SlowClientError';
}

/** How often a sender is looked after, at the longest. */
const lookEveryMs = 1_000;

/**
 * The body of a request, whose sender is waited for a while in all, and for a second more with each `minBodyBytesPerSecond` that arrive;
 * then its connection ends and reading fails with SlowClientError. What the reader takes for itself does not count.
 */
export function pacedBody(
  incoming: IncomingMessage,
  { maxBodyWaitMs, minBodyBytesPerSecond }: Pick<Limits, 'maxBodyWaitMs' | 'minBodyBytesPerSecond'>,
): AsyncIterable<Uint8Array> {
  const iterate = (): AsyncIterator<Uint8Array> => {
    // A reader that gives up must leave the connection open for the answer.
    const chunks: AsyncIterator<Uint8Array> = incoming.iterator({ destroyOnReturn: false });
    let leftMs = maxBodyWaitMs;
    let since: number | undefined;
    const look = (): void => {
      if (since === undefined || performance.now() - since < leftMs) return;
      incoming.destroy(new SlowClientError('the client sent its request too slowly'));
    };
    const watch = setInterval(look, Math.min(lookEveryMs, maxBodyWaitMs)).unref();
    return {
      next: async () => {
        const begin = performance.now();
        since = begin;
        try {
          const item = await chunks.next();
          if (item.done === true) clearInterval(watch);
          else leftMs += (item.value.byteLength / minBodyBytesPerSecond) * 1000;
          leftMs = Math.min(maxBodyWaitMs, leftMs - (performance.now() - begin));
          return item;
        } catch (error) {
          clearInterval(watch);
          throw error;
        } finally {
          since = undefined;
        }
      },
      return: async () => {
        clearInterval(watch);
        await chunks.return?.();
        return { done: true, value: undefined };
      },
    };
  };
  return { [Symbol.asyncIterator]: iterate };
}

/** What a client still sends after its answer is thrown away for so long; then its connection ends. */
export function lingerOver(incoming: IncomingMessage, maxLingerMs: number): void {
  if (incoming.complete || incoming.destroyed) return;
  const { socket } = incoming;
  const end = setTimeout(() => socket.destroy(), maxLingerMs).unref();
  const done = (): void => clearTimeout(end);
  incoming.once('end', done).once('close', done);
}
