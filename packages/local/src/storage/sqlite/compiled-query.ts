import type { Compilable, CompiledQuery, Kysely } from 'kysely';
import type { Tables } from './tables.ts';

type Value = string | number | null;

/**
 * A query that is built once: building it takes longer than running it. `build` uses each value once, in the order of the arguments, and
 * is always the same text.
 */
export function compiledQuery<Values extends readonly Value[], Row>(
  build: (db: Kysely<Tables>, ...values: Values) => Compilable<Row>,
): (db: Kysely<Tables>, ...values: Values) => Promise<readonly Row[]> {
  let known: CompiledQuery<Row> | undefined;
  return async (db, ...values) => {
    known ??= checked(build(db, ...values).compile(), values);
    return (await db.executeQuery<Row>({ ...known, parameters: values })).rows;
  };
}

function checked<Row>(query: CompiledQuery<Row>, values: readonly Value[]): CompiledQuery<Row> {
  const isInOrder = query.parameters.length === values.length && query.parameters.every((one, n) => one === values[n]);
  if (!isInOrder) throw new Error(`the values of a compiled query are not in the order of its text: ${query.sql}`);
  return query;
}
