/** A rule of `/_local/faults`. */
export interface FaultRule {
  /** Default: any. */
  readonly operation?: string;
  readonly repository?: string;
  readonly path?: string;
  readonly nth?: number;
  readonly times?: number;
  readonly action: { readonly kind: string; readonly [field: string]: unknown };
}

/** A request as the server saw it. */
export interface SeenRequest {
  readonly n: number;
  readonly operation?: string;
  readonly repository?: string;
  readonly status?: number;
}

const LOOK_EACH_MS = 10;

/** The embedded server's test interface. */
export class Steering {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  async add(rule: FaultRule): Promise<number> {
    return (await this.#call<{ id: number }>('POST', 'faults', rule)).id;
  }

  /** How many requests a fault met. */
  async fired(id: number): Promise<number> {
    const { faults } = await this.#call<{ faults: { id: number; fired: number }[] }>('GET', 'faults');
    return faults.find((fault) => fault.id === id)?.fired ?? 0;
  }

  async clear(): Promise<void> {
    await this.#call('DELETE', 'faults');
  }

  /** Requests since the last look, oldest first. */
  async takeRequests(): Promise<readonly SeenRequest[]> {
    const { requests } = await this.#call<{ requests: SeenRequest[] }>('GET', 'requests');
    await this.#call('DELETE', 'requests');
    return requests;
  }

  /** Resolves when every request has been answered, those of clients that are gone too. */
  async settled(): Promise<void> {
    for (;;) {
      const { requests } = await this.#call<{ requests: SeenRequest[] }>('GET', 'requests');
      if (requests.every(({ status }) => status !== undefined)) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EACH_MS));
    }
  }

  /** Resolves when a fault has met a request; false when `over` says that none will come. */
  async met(id: number, over: () => boolean): Promise<boolean> {
    for (;;) {
      const isOver = over();
      if ((await this.fired(id)) > 0) return true;
      if (isOver) return false;
      await new Promise((resolve) => setTimeout(resolve, LOOK_EACH_MS));
    }
  }

  /** Moves the service's time on. */
  async advance(ms: number): Promise<void> {
    await this.#call('POST', 'clock', { advanceMs: ms });
  }

  async #call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(`${this.#endpoint}/_local/${path}`, init);
    if (!response.ok) throw new Error(`${method} /_local/${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  }
}
