import * as v from 'valibot';
import { setDigestSchema } from '../schema.ts';
import type { SetDigest } from '../set-digest.ts';

/** What a set was made of, and by which rewriting. */
export const originSchema = v.strictObject({
  set: setDigestSchema,
  /** The version that the original is a set of. */
  version: v.string(),
  /** The rewriting and its version, for example `wheel-build-tag/1`. */
  recipe: v.string(),
});

export const lineageSchema = v.strictObject({
  set: setDigestSchema,
  /** The version that the rewritten set is a set of. */
  version: v.string(),
  origin: originSchema,
});

/** What a set was made of, and by which rewriting. */
export type Origin = v.InferOutput<typeof originSchema>;

/** A set that a promotion made by rewriting another one, by the log's word. */
export type Lineage = v.InferOutput<typeof lineageSchema>;

/** The lineages with one more; one that is known already is not repeated. */
export function withLineage(known: readonly Lineage[], { set, version, origin }: Lineage): Lineage[] {
  const isKnown = known.some((one) => one.set === set && isSameOrigin(one.origin, origin));
  return isKnown ? [...known] : [...known, { set, version, origin }];
}

/** What a set was made of: oftener than once where several builds have the same content. */
export function originsOf(lineages: readonly Lineage[], set: SetDigest): Origin[] {
  return lineages.filter((one) => one.set === set).map(({ origin }) => origin);
}

/** The sets that were made of a set, oldest first. */
export function madeFrom(lineages: readonly Lineage[], set: SetDigest): Lineage[] {
  return lineages.filter(({ origin }) => origin.set === set);
}

function isSameOrigin(a: Origin, b: Origin): boolean {
  return a.set === b.set && a.recipe === b.recipe;
}
