import type { MetadataStore, Scope } from './metadata.ts';

interface Memory {
  generation: string;
  readonly values: Map<string, unknown>;
}

/** How many answers are kept; the oldest leave first. */
const keptAnswers = 2000;

const memories: Readonly<Record<Scope, WeakMap<MetadataStore, Memory>>> = {
  all: new WeakMap(),
  settings: new WeakMap(),
};

/**
 * What `make` reads from the store, kept until anything of `scope` (by default: in the store) changes. `key` names everything else that
 * the answer depends on. A failure is not kept.
 */
export async function recall<T>(
  store: MetadataStore,
  key: string,
  make: () => Promise<T>,
  scope: Scope = 'all',
): Promise<T> {
  const before = store.generation(scope);
  const memory = memoryOf(store, scope, before);
  const known = memory.values.get(key);
  // The key begins with the name of what it is, so values of one key have one type.
  if (known !== undefined) return known as T;
  const value = await make();
  if (store.generation(scope) !== before) return value;
  const { values } = memoryOf(store, scope, before);
  values.set(key, value);
  const [oldest] = values.keys();
  if (values.size > keptAnswers && oldest !== undefined) values.delete(oldest);
  return value;
}

function memoryOf(store: MetadataStore, scope: Scope, generation: string): Memory {
  const memory = memories[scope].get(store) ?? { generation, values: new Map() };
  memories[scope].set(store, memory);
  if (memory.generation !== generation) memory.values.clear();
  memory.generation = generation;
  return memory;
}
