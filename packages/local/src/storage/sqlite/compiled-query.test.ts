import type { Kysely } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { compiledQuery } from './compiled-query.ts';
import { openDatabase } from './database.ts';
import type { Tables } from './tables.ts';

let db: Kysely<Tables>;

beforeEach(async () => {
  ({ db } = openDatabase(':memory:'));
  const rows = [1, 2].map((n) => ({ kind: 'k', key: `${n}`, value: `v${n}` }));
  await db.insertInto('documents').values(rows).execute();
});
afterEach(() => db.destroy());

it('answers each call by its own values', async () => {
  const valueOf = compiledQuery((on, kind: string, key: string) =>
    on.selectFrom('documents').select('value').where('kind', '=', kind).where('key', '=', key),
  );
  const found = [await valueOf(db, 'k', '1'), await valueOf(db, 'k', '2'), await valueOf(db, 'other', '1')];
  expect(found).toEqual([[{ value: 'v1' }], [{ value: 'v2' }], []]);
});

it('refuses a query that has its values in another order', async () => {
  const wrong = compiledQuery((on, kind: string, key: string) =>
    on.selectFrom('documents').select('value').where('key', '=', key).where('kind', '=', kind),
  );
  await expect(wrong(db, 'k', '1')).rejects.toThrow('not in the order');
});
