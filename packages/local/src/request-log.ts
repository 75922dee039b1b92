/** One request, as tests that count calls want it. Nothing secret is in it: signatures and tokens are left out. */
export interface LoggedRequest {
  /** From 1, in the order of arrival. */
  readonly n: number;
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** The model's name, or `pypi:Upload`, `npm:Packument`, … of an endpoint. */
  operation: string | undefined;
  /** Undefined while it is answered, and when the connection broke. */
  status: number | undefined;
  principal: string | undefined;
  repository: string | undefined;
  /** The exception, when the answer was one. */
  error: string | undefined;
  /** The fault rules that met it. */
  faults: readonly number[];
}

export type ArrivedRequest = Pick<LoggedRequest, 'method' | 'path' | 'query' | 'operation' | 'repository'>;

export interface RequestLog {
  /** The returned entry is filled in when the answer is known. */
  arrived(request: ArrivedRequest, nowMs: number): LoggedRequest;
  /** Those after number `since`, oldest first. */
  list(since: number): readonly LoggedRequest[];
  /** Forgets all; numbers go on. */
  clear(): void;
}

/** How many requests are remembered. */
const keptRequests = 100_000;

export function loggedRequest(n: number, request: ArrivedRequest, nowMs: number): LoggedRequest {
  return {
    n,
    time: new Date(nowMs).toISOString(),
    ...request,
    status: undefined,
    principal: undefined,
    error: undefined,
    faults: [],
  };
}

export function requestLog(): RequestLog {
  let entries: LoggedRequest[] = [];
  let count = 0;
  return {
    arrived(request, nowMs) {
      const entry = loggedRequest(++count, request, nowMs);
      entries.push(entry);
      if (entries.length > keptRequests * 2) entries = entries.slice(-keptRequests);
      return entry;
    },
    list: (since) => entries.filter((entry) => entry.n > since),
    clear() {
      entries = [];
    },
  };
}
