/** Counts what is asked of the service, so that a result can say it and a forecast be held against it. */
export class Meter {
  #calls = new Map<string, number>();
  #writes = 0;
  #assetBytes = 0;

  /** One request sent, retries included; `write` when it may change something. */
  request(operation: string, kind: 'read' | 'write'): void {
    this.#calls.set(operation, (this.#calls.get(operation) ?? 0) + 1);
    if (kind === 'write') this.#writes += 1;
  }

  /** Asset bytes that went through this process, either way. */
  transferred(bytes: number): void {
    this.#assetBytes += bytes;
  }

  read(): MeterReading {
    return {
      calls: Object.fromEntries([...this.#calls].sort()),
      writes: this.#writes,
      bytesTransferred: this.#assetBytes,
    };
  }
}

export interface MeterReading {
  /** Requests by operation name, sorted. */
  readonly calls: Readonly<Record<string, number>>;
  readonly writes: number;
  /** Asset bytes that were downloaded and uploaded; what is written to the home is not counted. */
  readonly bytesTransferred: number;
}
