/** A rule of `/_local/faults`. */
export interface FaultRule {
  readonly operation: string;
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
