/** Time as the service tells it. Leases and ages are judged by this, never by this machine's own clock. */
export interface ServiceClock {
  /** The service's present time: the `Date` of its latest reply plus what has passed since. */
  now(): Date;
}

/** Waiting, so that tests need none. */
export interface Timer {
  /** Resolves after `ms` milliseconds, or rejects when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Unpredictable bytes, for nonces. */
export interface Random {
  /** 32 lower-case hexadecimal digits: 128 random bits. */
  nonce(): string;
}
