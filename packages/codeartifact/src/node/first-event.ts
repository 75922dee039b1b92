import type { EventEmitter } from 'node:events';

/** Resolves at the first of the events, `error` too, and leaves no listener behind. */
export function firstEvent(emitter: EventEmitter, ...names: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      for (const name of names) emitter.off(name, done);
      resolve();
    };
    for (const name of names) emitter.on(name, done);
  });
}
