import type { Metadata } from '../storage/metadata.ts';

const kind = 'tags';

export interface ResourceTag {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

export async function readTags(m: Metadata, arn: string): Promise<ReadonlyMap<string, string>> {
  return new Map(Object.entries(JSON.parse((await m.documents.get(kind, arn)) ?? '{}')));
}

/** Adds the tags, or changes the values of those that are there. */
export async function setTags(m: Metadata, arn: string, tags: readonly ResourceTag[]): Promise<void> {
  if (tags.length === 0) return;
  const all = new Map(await readTags(m, arn));
  for (const tag of tags) all.set(tag.key ?? '', tag.value ?? '');
  await write(m, arn, all);
}

export async function removeTagKeys(m: Metadata, arn: string, keys: readonly string[]): Promise<void> {
  const all = new Map(await readTags(m, arn));
  for (const key of keys) all.delete(key);
  await write(m, arn, all);
}

/** Forgets the resource's tags, with the resource. */
export async function removeTags(m: Metadata, arn: string): Promise<void> {
  await m.documents.remove(kind, arn);
}

async function write(m: Metadata, arn: string, tags: ReadonlyMap<string, string>): Promise<void> {
  await m.documents.set(kind, arn, JSON.stringify(Object.fromEntries(tags)));
}
