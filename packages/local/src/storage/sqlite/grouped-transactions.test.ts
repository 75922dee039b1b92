import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type OpenDatabase, openDatabase } from './database.ts';
import { groupedTransactions } from './grouped-transactions.ts';

/** What is wrong with a row is found when it is committed. */
const late = 'CREATE TABLE t (id INTEGER PRIMARY KEY, other INTEGER REFERENCES t(id) DEFERRABLE INITIALLY DEFERRED);';

let folder: string;
let opened: OpenDatabase;
let transact: ReturnType<typeof groupedTransactions>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'grouped-'));
  opened = openDatabase(join(folder, 'a.db'), [late]);
  transact = groupedTransactions(opened);
});
afterEach(async () => {
  await opened.db.destroy();
  await rm(folder, { recursive: true });
});

const insert = (id: number, other: number | null = null, by = transact) =>
  by(async (tx) => {
    await sql`INSERT INTO t VALUES (${id}, ${other})`.execute(tx);
    return id;
  });

const stored = (by = transact) =>
  by(async (tx) => (await sql<{ id: number }>`SELECT id FROM t ORDER BY id`.execute(tx)).rows.map(({ id }) => id));

/** The values, and `failed` for what was rejected. */
async function outcomes(all: readonly Promise<unknown>[]): Promise<readonly unknown[]> {
  return (await Promise.allSettled(all)).map((one) => (one.status === 'fulfilled' ? one.value : 'failed'));
}

describe('transactions that begin at once', () => {
  it('are done in their order, each with what it answers', async () => {
    expect(await outcomes([insert(1), stored(), insert(2), stored()])).toEqual([1, [1], 2, [1, 2]]);
  });

  it('are undone alone', async () => {
    const half = transact(async (tx) => {
      await sql`INSERT INTO t VALUES (7, NULL)`.execute(tx);
      throw new Error('no');
    });
    expect(await outcomes([insert(1), half, insert(1), insert(2)])).toEqual([1, 'failed', 'failed', 2]);
    expect(await stored()).toEqual([1, 2]);
  });

  it('all fail, and leave nothing, when they cannot be committed', async () => {
    expect(await outcomes([insert(1), insert(2, 99), stored()])).toEqual(['failed', 'failed', 'failed']);
    expect(await stored()).toEqual([]);
  });
});

describe('transactions one after the other', () => {
  it('go on after one that failed', async () => {
    await expect(insert(1, 99)).rejects.toThrow('FOREIGN KEY');
    expect(await insert(2)).toBe(2);
    expect(await stored()).toEqual([2]);
  });
});

describe('a transaction', () => {
  /** The first is done; those that follow wait for `sync`. */
  const withSync = async (sync: () => Promise<void>) => {
    let first = true;
    const once = () => {
      if (!first) return sync();
      first = false;
      return Promise.resolve();
    };
    const by = groupedTransactions({ ...opened, log: { sync: once } });
    await stored(by);
    return by;
  };

  it('is told of when it is on the disk, and so is what has read it', async () => {
    const told: string[] = [];
    let end = (): void => undefined;
    const by = await withSync(() => new Promise((resolve) => (end = resolve)));
    const writer = insert(1, null, by).then(() => told.push('writer'));
    // Committed, and to be seen by others.
    await expect.poll(() => stored()).toEqual([1]);
    const reader = stored(by).then((ids) => told.push(`reader ${ids.join()}`));
    await stored();
    expect(told).toEqual([]);
    end();
    await Promise.all([writer, reader]);
    expect(told).toEqual(['writer', 'reader 1']);
  });

  it('fails when the disk does not take it, as all do from then on', async () => {
    const by = await withSync(() => Promise.reject(new Error('EIO')));
    await expect(insert(1, null, by)).rejects.toThrow('EIO');
    await expect(stored(by)).rejects.toThrow('EIO');
    await expect(insert(2, null, by)).rejects.toThrow('EIO');
  });
});
