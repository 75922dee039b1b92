export interface IdleLimit {
  readonly signal: AbortSignal;
  /** Passes `source` on; the time begins anew with every piece, and does not run while the reader is busy. */
  guard(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  done(): void;
}

/** Aborts when nothing came for so long. */
export function withIdleLimit(milliseconds: number): IdleLimit {
  const controller = new AbortController();
  const begin = (): NodeJS.Timeout => setTimeout(() => controller.abort(), milliseconds);
  let timer = begin();
  return {
    signal: controller.signal,
    async *guard(source) {
      try {
        for await (const chunk of source) {
          clearTimeout(timer);
          yield chunk;
          timer = begin();
        }
      } finally {
        clearTimeout(timer);
      }
    },
    done: () => clearTimeout(timer),
  };
}
