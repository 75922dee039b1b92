import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { orphansIn, removeOrphans } from './orphans.ts';
import type { BlobStore } from '../storage/blobs.ts';
import type { MetadataStore } from '../storage/metadata.ts';

/** What a check found. A healthy folder has no missing and no damaged blobs; orphans are bytes that nothing refers to any more. */
export interface FolderReport {
  readonly checked: number;
  readonly missing: readonly string[];
  readonly damaged: readonly string[];
  readonly orphans: readonly string[];
  /** Whether the orphans were removed. */
  readonly collected: boolean;
}

/** How many blobs are asked for at a time. */
const pageSize = 1000;

/** Reads every blob that an asset refers to and compares its bytes. The folder must not be served meanwhile. */
export async function checkFolder(
  store: MetadataStore,
  blobs: BlobStore,
  { collect = false }: { readonly collect?: boolean } = {},
): Promise<FolderReport> {
  const missing: string[] = [];
  const damaged: string[] = [];
  let checked = 0;
  for await (const { sha256, size } of referenced(store)) {
    checked++;
    const found = await digestOf(blobs.pathOf(sha256));
    if (!found) missing.push(sha256);
    else if (found.sha256 !== sha256 || found.size !== size) damaged.push(sha256);
  }
  const orphans = await orphansIn(store, blobs);
  if (collect) await removeOrphans(store, blobs, orphans);
  return { checked, missing, damaged, orphans: [...orphans].sort(), collected: collect };
}

async function* referenced(store: MetadataStore): AsyncIterable<{ readonly sha256: string; readonly size: number }> {
  for (let after: string | undefined; ;) {
    const from = after;
    const page = await store.transact((m) => m.blobs.listReferenced({ after: from, limit: pageSize }));
    yield* page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.sha256;
  }
}

async function digestOf(path: string): Promise<{ readonly sha256: string; readonly size: number } | undefined> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
      hash.update(chunk);
      size += chunk.length;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return { sha256: hash.digest('hex'), size };
}
