import { CodedError, type Domain, type RepositoryWriter } from '../src/index.ts';

/** When a call counts, and what happens then. */
export interface Fault {
  /** The number of the counted call at which it strikes, from 1. */
  readonly at: number;
  /** `before`: the call does nothing. `after`: the call takes effect, but the caller never hears of it. */
  readonly when: 'before' | 'after';
  /** Whether the caller is told that it may try again, or is dead: every later call fails too. */
  readonly kind: 'retryable' | 'killed';
}

const KILLED = 'killed';

/** What the calls of a domain's repositories go through. */
export interface Calls {
  call<Result>(work: () => Promise<Result>, method?: string): Promise<Result>;
}

/** Counts the calls of all repositories of a domain, and lets one of them fail. */
export class FaultyCalls implements Calls {
  count = 0;
  #dead = false;
  readonly #fault: Fault | undefined;

  constructor(fault?: Fault) {
    this.#fault = fault;
  }

  async call<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#dead) throw new CodedError(KILLED, 'the process is dead');
    this.count += 1;
    if (this.count !== this.#fault?.at) return await work();
    const { kind, when } = this.#fault;
    if (when === 'after') await work();
    this.#dead = kind === 'killed';
    throw new CodedError(kind === 'killed' ? KILLED : 'network', 'injected', { retryable: kind === 'retryable' });
  }
}

/** The domain, with every call of its writers going through `calls`. */
export function faultyDomain(domain: Domain, calls: Calls): Domain {
  return new Proxy(domain, {
    get(target, key) {
      if (key === 'writer' || key === 'reader') return (name: string) => faultyWriter(target.writer(name), calls);
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

export function faultyWriter(writer: RepositoryWriter, calls: Calls): RepositoryWriter {
  return new Proxy(writer, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return (...args: readonly unknown[]) => calls.call(async () => await value.apply(target, args), String(key));
    },
  });
}

/** Lets something happen once, just before the first call of a method. */
export class Meanwhile implements Calls {
  readonly #method: string;
  #happens: (() => Promise<unknown>) | undefined;

  constructor(method: string, happens: () => Promise<unknown>) {
    this.#method = method;
    this.#happens = happens;
  }

  async call<Result>(work: () => Promise<Result>, method?: string): Promise<Result> {
    const happens = method === this.#method ? this.#happens : undefined;
    if (happens) this.#happens = undefined;
    await happens?.();
    return await work();
  }
}

/** Changes a byte of one of the small assets that are read, or of all from that one on, on their way. */
export class DamagedReads implements Calls {
  count = 0;
  readonly #from: number;
  readonly #times: number;

  constructor(from: number, times: number) {
    this.#from = from;
    this.#times = times;
  }

  async call<Result>(work: () => Promise<Result>, method?: string): Promise<Result> {
    const result = await work();
    if (method !== 'readSmallAsset' || !(result instanceof Uint8Array)) return result;
    this.count += 1;
    if (this.count < this.#from || this.count >= this.#from + this.#times) return result;
    const damaged = Uint8Array.from(result);
    damaged[3] = (damaged[3] ?? 0) ^ 1;
    return damaged as typeof result;
  }
}
