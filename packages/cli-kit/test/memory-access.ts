import type { DomainAccess } from '@buildset/codeartifact';
import type { AccessConnector } from '../src/index.ts';

/** Access to a domain in memory: tokens are counted, and say by their number which one they are. */
export class MemoryAccess implements DomainAccess {
  /** Until it is false nothing fails. */
  isThere = true;
  tokens = 0;
  readonly durations: number[] = [];
  expiresAt = new Date('2030-01-01T00:00:00Z');

  readonly connector: AccessConnector = async () => this;

  async token(durationSeconds?: number): Promise<{ readonly value: string; readonly expiresAt: Date }> {
    this.#check();
    this.tokens += 1;
    if (durationSeconds !== undefined) this.durations.push(durationSeconds);
    return { value: `secret-token-${this.tokens}`, expiresAt: this.expiresAt };
  }

  async endpoint(repository: string, format: string): Promise<string> {
    this.#check();
    return `https://abc-000000000000.d.codeartifact.us-east-1.amazonaws.com/${format}/${repository}/`;
  }

  #check(): void {
    if (!this.isThere) throw new Error('nobody is to be asked');
  }
}
