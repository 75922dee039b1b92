import type { ServiceClock } from '@buildset/core';

export interface BearerToken {
  readonly value: string;
  /** By the service's time. */
  readonly expiresAt: Date;
}

/** How long before its end a token is replaced: 5 minutes, or a fifth of its life when that is less. */
const MARGIN_MS = 5 * 60_000;
const MARGIN_SHARE = 0.2;

/** Keeps one token and replaces it in time; however many ask at once, one request is made. */
export class TokenSource {
  readonly #fetch: () => Promise<BearerToken>;
  readonly #clock: ServiceClock;
  #pending: Promise<BearerToken> | undefined;
  #kept: { readonly token: BearerToken; readonly renewAt: number; readonly fetchedAt: number } | undefined;

  constructor(fetch: () => Promise<BearerToken>, clock: ServiceClock) {
    this.#fetch = fetch;
    this.#clock = clock;
  }

  /** Whether there is a token that need not be replaced yet. */
  get isFresh(): boolean {
    return this.#kept !== undefined && this.#clock.now().getTime() < this.#kept.renewAt;
  }

  async token(): Promise<string> {
    if (this.#kept !== undefined && this.isFresh) return this.#kept.token.value;
    this.#pending ??= this.#renew().finally(() => {
      this.#pending = undefined;
    });
    return (await this.#pending).value;
  }

  /** Forgets the kept token when it is the refused one: what has replaced it meanwhile is kept. */
  refuse(isRefused: (token: string) => boolean): void {
    if (this.#kept !== undefined && isRefused(this.#kept.token.value)) this.#kept = undefined;
  }

  /** Milliseconds since the kept token was fetched; 0 when there is none. */
  ageMs(): number {
    return this.#kept === undefined ? 0 : this.#clock.now().getTime() - this.#kept.fetchedAt;
  }

  async #renew(): Promise<BearerToken> {
    const token = await this.#fetch();
    const fetchedAt = this.#clock.now().getTime();
    const expiresAt = token.expiresAt.getTime();
    const margin = Math.min(MARGIN_MS, (expiresAt - fetchedAt) * MARGIN_SHARE);
    this.#kept = { token, renewAt: expiresAt - margin, fetchedAt };
    return token;
  }
}
