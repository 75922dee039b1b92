import type { MetadataStore } from './metadata.ts';

interface Memory {
  generation: string;
  readonly values: Map<string, unknown>;
}

/** How many answers are kept; the oldest leave first. */
const keptAnswers = 2000;

const memories = new WeakMap<MetadataStore, Memory>();

/**
 * What `make` reads from the store, kept until anything in the store changes. `key` names everything else that the answer depends on.
 * A failure is not kept.
 */
export async function recall<T>(store: MetadataStore, key: string, make: () => Promise<T>): Promise<T> {
  const before = store.generation();
  const memory = memoryOf(store, before);
  const known = memory.values.get(key);
  // The key begins with the name of what it is, so values of one key have one type.
  if (known !== undefined) return known as T;
  const value = await make();
  if (store.generation() !== before) return value;
  const { values } = memoryOf(store, before);
  values.set(key, value);
  const [oldest] = values.keys();
  if (values.size > keptAnswers && oldest !== undefined) values.delete(oldest);
  return value;
}

function memoryOf(store: MetadataStore, generation: string): Memory {
  const memory = memories.get(store) ?? { generation, values: new Map() };
  memories.set(store, memory);
  if (memory.generation !== generation) memory.values.clear();
  memory.generation = generation;
  return memory;
}
