import { invalid } from '../errors.ts';
import type { MetadataStore } from '../storage/metadata.ts';
import type { FaultAction, FaultRule } from './rule.ts';

/** What rules look at. */
export interface RequestFacts {
  readonly operation: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly repository: string | undefined;
}

/** A rule that met a request. `hold` resolves when the rule is released. */
export interface FiredFault {
  readonly id: number;
  readonly action: FaultAction;
  readonly hold: () => Promise<void>;
  /** For `stale`: the view to answer from. */
  readonly view: MetadataStore | undefined;
}

/** A rule as `/_local/faults` shows it: with how many requests matched, met the fault, and wait in it. */
export interface FaultState {
  readonly id: number;
  readonly rule: unknown;
  readonly matched: number;
  readonly fired: number;
  readonly holding: number;
}

export interface Faults {
  /** `source` is the rule as it was sent, to be shown. */
  add(rule: FaultRule, source: unknown): Promise<FaultState>;
  list(): readonly FaultState[];
  /** Lets go what the rule holds; it fires no more. Throws ValidationException for an unknown id. */
  release(id: number): FaultState;
  /** Removes a rule, or all. What they hold is let go. */
  remove(id?: number): Promise<void>;
  match(facts: RequestFacts): readonly FiredFault[];
}

interface Entry {
  readonly id: number;
  readonly rule: FaultRule;
  readonly source: unknown;
  readonly view: MetadataStore | undefined;
  readonly expiresMs: number;
  readonly waiting: Set<() => void>;
  matched: number;
  fired: number;
  released: boolean;
}

/** What a stale view may answer: it must not be written to. */
const readable = /^(?:List|Describe|Get(?!AuthorizationToken)|pypi:Index|pypi:Download|npm:Packument|npm:Tarball)/u;

/** Requests that a token lets in; a signature does all others. */
const byToken = /^(?:pypi|npm):/u;

export function faultRegistry(store: MetadataStore, now: () => number, random: () => number = Math.random): Faults {
  const entries = new Map<number, Entry>();
  let nextId = 1;

  const find = (id: number): Entry => {
    const entry = entries.get(id);
    if (!entry) throw invalid(`There is no fault ${id}`, 'OTHER');
    return entry;
  };
  const letGo = (entry: Entry): void => {
    for (const go of entry.waiting) go();
    entry.waiting.clear();
  };

  return {
    async add(rule, source) {
      const stale = rule.action.kind === 'stale' ? rule.action : undefined;
      const entry: Entry = {
        id: nextId++,
        rule,
        source,
        view: stale && (await store.snapshot()),
        expiresMs: stale ? now() + stale.forMs : Number.POSITIVE_INFINITY,
        waiting: new Set(),
        matched: 0,
        fired: 0,
        released: false,
      };
      entries.set(entry.id, entry);
      return stateOf(entry);
    },
    list: () => [...entries.values()].map(stateOf),
    release(id) {
      const entry = find(id);
      entry.released = true;
      letGo(entry);
      return stateOf(entry);
    },
    async remove(id) {
      for (const entry of id === undefined ? [...entries.values()] : [find(id)]) {
        entries.delete(entry.id);
        letGo(entry);
        await entry.view?.close();
      }
    },
    match: (facts) => [...entries.values()].flatMap((entry) => fire(entry, facts, now(), random)),
  };
}

function fire(entry: Entry, facts: RequestFacts, nowMs: number, random: () => number): readonly FiredFault[] {
  const { rule } = entry;
  if (entry.released || nowMs >= entry.expiresMs || !matches(rule, facts)) return [];
  entry.matched++;
  if (rule.nth !== undefined && entry.matched !== rule.nth) return [];
  if (entry.fired >= rule.times || (rule.probability < 1 && random() >= rule.probability)) return [];
  entry.fired++;
  const hold = (): Promise<void> =>
    new Promise((resolve) => {
      if (entry.released) resolve();
      else entry.waiting.add(resolve);
    });
  return [{ id: entry.id, action: rule.action, hold, view: entry.view }];
}

function matches(rule: FaultRule, facts: RequestFacts): boolean {
  if (rule.operations && !(facts.operation !== undefined && rule.operations.includes(facts.operation))) return false;
  if (rule.method !== undefined && rule.method !== facts.method) return false;
  if (rule.path && !rule.path.test(facts.path)) return false;
  if (rule.repository !== undefined && rule.repository !== facts.repository) return false;
  return mayBefall(rule.action, facts.operation ?? '');
}

function mayBefall({ kind }: FaultAction, operation: string): boolean {
  if (kind === 'stale') return readable.test(operation);
  if (kind === 'expire-token') return byToken.test(operation);
  return kind !== 'expire-credentials' || !byToken.test(operation);
}

function stateOf(entry: Entry): FaultState {
  const { id, source, matched, fired, waiting } = entry;
  return { id, rule: source, matched, fired, holding: waiting.size };
}
