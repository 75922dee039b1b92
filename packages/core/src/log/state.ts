import * as v from 'valibot';
import { setDigestSchema, sha256Schema } from '../schema.ts';
import { lineageSchema } from './lineage.ts';

const leaseSchema = v.strictObject({
  operationId: v.string(),
  planDigest: sha256Schema,
  version: v.string(),
  to: v.string(),
  set: setDigestSchema,
  by: v.optional(v.string()),
  /** The number of the event that started or last renewed it: its publishing time is when the lease began. */
  since: v.number(),
});

/** The last word about one version in one repository. */
export const placeSchema = v.strictObject({
  /** The set that was promoted last. */
  set: setDigestSchema,
  /** Every set that was promoted there and has not been replaced since, with the operation and event that did it. */
  sets: v.record(
    v.string(),
    v.strictObject({ operationId: v.string(), event: v.number(), builds: v.array(v.string()) }),
  ),
  /** Whether buildset archived the version: promoting the same bytes again publishes it again. */
  withdrawn: v.optional(v.boolean()),
  /** The last set that was taken from there, and the operation that did it. */
  withdrawnBy: v.optional(v.strictObject({ set: setDigestSchema, operationId: v.string() })),
  /** The number of the event that said it. */
  event: v.number(),
});

/** What a version of a repository holds. */
export const heldSchema = v.array(v.strictObject({ name: v.string(), size: v.number(), sha256: sha256Schema }));

/** npm: what an operation does to dist-tags: the version that each pointed at before and after; absent: there was none. */
export const taggedSchema = v.array(
  v.strictObject({ tag: v.string(), before: v.optional(v.string()), after: v.optional(v.string()) }),
);

/** An operation that was begun and has not been completed: what an undo of it will have to restore. */
const begunSchema = v.strictObject({
  planDigest: sha256Schema,
  previous: heldSchema,
  tags: v.optional(taggedSchema),
});

const holdSchema = v.strictObject({ set: setDigestSchema, event: v.number(), reason: v.optional(v.string()) });

export const stateSchema = v.strictObject({
  lease: v.optional(leaseSchema),
  /** By placeKey. */
  places: v.record(v.string(), placeSchema),
  /** By placeKey. */
  holds: v.record(v.string(), holdSchema),
  /** By placeKey. */
  begun: v.optional(v.record(v.string(), begunSchema)),
  /** Sets that promotions made by rewriting others, oldest first. */
  lineages: v.optional(v.array(lineageSchema)),
});

/** What a package's log says in the end: the fold of its events. */
export type LogState = v.InferOutput<typeof stateSchema>;
export type Lease = v.InferOutput<typeof leaseSchema>;
export type Tagged = v.InferOutput<typeof taggedSchema>;
export type Place = v.InferOutput<typeof placeSchema>;

export const EMPTY_STATE: LogState = { places: {}, holds: {} };

/** The key of a version in a repository, given as an ARN. */
export function placeKey(to: string, version: string): string {
  return `${to} ${version}`;
}
