import { until } from '../until.ts';

/** Which requests a fault meets, and what it does to them: a rule of `/_local/faults`. */
export interface FaultRule {
  readonly operation?: string | readonly string[];
  readonly method?: string;
  /** A regular expression, searched in the path. */
  readonly path?: string;
  readonly repository?: string;
  /** Only the n-th request that matches, from 1. */
  readonly nth?: number;
  readonly times?: number;
  readonly action: { readonly kind: string; readonly [field: string]: unknown };
}

interface FaultState {
  readonly id: number;
  readonly fired: number;
  readonly holding: number;
}

/** A request as the server saw it. */
export interface SeenRequest {
  readonly n: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly operation?: string;
  /** Absent while it is being answered. */
  readonly status?: number;
  readonly repository?: string;
  readonly error?: string;
  readonly faults: readonly number[];
}

export interface Fault {
  readonly id: number;
  /** How many requests it met. */
  fired(): Promise<number>;
  /** Resolves when a request waits in it (`hold`), with `undefined` when `over` says that none will come. */
  holds(over?: () => boolean): Promise<SeenRequest | undefined>;
  /** Removes it, lets go what it holds, and resolves when every request that it met has been answered. */
  remove(): Promise<void>;
}

/** The server's own test interface, `/_local/`. */
export interface Steering {
  add(rule: FaultRule): Promise<Fault>;
  /** Moves the service's time on. */
  advance(ms: number): Promise<void>;
  /** Removes every fault, and lets go what they hold. */
  clear(): Promise<void>;
  /** Requests after number `since` (default 0), oldest first. */
  requests(since?: number): Promise<readonly SeenRequest[]>;
  /** Those of the requests that may have changed something, as `operation repository`. */
  writes(since: number): Promise<readonly string[]>;
  /** The number of the newest request, for `requests(since)`. */
  mark(): Promise<number>;
}

/** Operations that change nothing. */
const READ = /^(?:List|Describe|Get|pypi:Index|pypi:Download|npm:Packument|npm:Tarball|npm:Ping)/;

export function createSteering(endpoint: string): Steering {
  const requests = async (since = 0): Promise<readonly SeenRequest[]> => {
    const answer: { requests: SeenRequest[] } = await call(endpoint, 'GET', `requests?since=${since}`);
    return answer.requests;
  };
  const state = async (id: number): Promise<FaultState> => {
    const { faults }: { faults: FaultState[] } = await call(endpoint, 'GET', 'faults');
    const found = faults.find((fault) => fault.id === id);
    if (!found) throw new Error(`there is no fault ${id}`);
    return found;
  };
  const met = async (id: number): Promise<readonly SeenRequest[]> =>
    (await requests()).filter(({ faults }) => faults.includes(id));
  return {
    requests,
    advance: async (ms) => void (await call(endpoint, 'POST', 'clock', { advanceMs: ms })),
    clear: async () => void (await call(endpoint, 'DELETE', 'faults')),
    writes: async (since) =>
      (await requests(since))
        .filter(({ operation = '?' }) => !READ.test(operation))
        .map(({ operation = '?', repository = '' }) => `${operation} ${repository}`.trim()),
    mark: async () => (await requests()).at(-1)?.n ?? 0,
    async add(rule) {
      const { id }: FaultState = await call(endpoint, 'POST', 'faults', rule);
      return {
        id,
        fired: async () => (await state(id)).fired,
        async holds(over = () => false) {
          const held = await until(`a request held by ${JSON.stringify(rule)}`, async () => {
            const wasOver = over();
            if ((await state(id)).holding > 0) return true;
            return wasOver ? false : undefined;
          });
          return held ? (await met(id)).at(-1) : undefined;
        },
        async remove() {
          await call(endpoint, 'DELETE', `faults/${id}`);
          await until(`the answers to requests met by ${JSON.stringify(rule)}`, async () =>
            (await met(id)).every(({ status }) => status !== undefined) ? true : undefined,
          );
        },
      };
    },
  };
}

async function call<Answer>(endpoint: string, method: string, path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${endpoint}/_local/${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} /_local/${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Answer;
}
