import * as v from 'valibot';
import { canonicalJson, type Json } from '../canonical-json.ts';
import { CodedError } from '../coded-error.ts';
import { packageRefSchema, problemsOf, setDigestSchema, sha256Schema } from '../schema.ts';
import { type Sha256, sha256Of } from '../sha256.ts';
import { originSchema } from './lineage.ts';
import { heldSchema, placeSchema, stateSchema, taggedSchema } from './state.ts';

const assetOutcomeSchema = v.strictObject({
  name: v.string(),
  size: v.number(),
  sha256: sha256Schema,
  outcome: v.string(),
});

/** What an operation is about; its digest makes two runs the same operation. */
const operationSchema = v.strictObject({
  id: v.string(),
  kind: v.picklist(['promote', 'activate', 'undo', 'withdraw', 'prune']),
  planDigest: sha256Schema,
  version: v.string(),
  set: setDigestSchema,
  builds: v.array(v.string()),
  /** Repository ARNs. */
  from: v.string(),
  to: v.string(),
  /** The operation that an undo takes back. */
  undoes: v.optional(v.string()),
  /** prune: every set that it removes; `set` is the first of them. */
  sets: v.optional(v.array(setDigestSchema)),
  /** The release that it was a part of. */
  release: v.optional(v.string()),
  /** The set that this one was made of, where the promotion rewrote it. */
  origin: v.optional(originSchema),
});

const bodySchema = v.variant('type', [
  v.strictObject({
    type: v.literal('operation.started'),
    operation: operationSchema,
    /** What the destination's version holds before the first write. */
    previous: v.optional(heldSchema),
    tags: v.optional(taggedSchema),
    /** The operation whose dead lease this one takes over. */
    takesOver: v.optional(v.string()),
    by: v.optional(v.string()),
  }),
  v.strictObject({ type: v.literal('operation.renewed'), operationId: v.string() }),
  v.strictObject({
    type: v.literal('operation.completed'),
    operation: operationSchema,
    method: v.string(),
    assets: v.array(assetOutcomeSchema),
    /** Whether the destination's version holds this set and nothing else. */
    exact: v.boolean(),
    /** What the destination's version held before. */
    previous: heldSchema,
    tags: v.optional(taggedSchema),
    /** undo and withdraw: the place afterwards, as far as promotions made it. */
    place: v.optional(placeSchema),
    calls: v.record(v.string(), v.number()),
    bytesTransferred: v.number(),
    workItems: v.array(v.string()),
    by: v.optional(v.string()),
    /** The heads of other logs as seen: an anchor against a cut tail. */
    heads: v.record(v.string(), v.string()),
  }),
  v.strictObject({
    type: v.picklist(['operation.failed', 'operation.refused']),
    operationId: v.string(),
    code: v.string(),
    message: v.string(),
  }),
  v.strictObject({
    type: v.literal('override'),
    operationId: v.string(),
    what: v.string(),
    reason: v.string(),
    by: v.optional(v.string()),
  }),
  v.strictObject({
    type: v.picklist(['hold.placed', 'hold.lifted']),
    version: v.string(),
    to: v.string(),
    set: setDigestSchema,
    reason: v.optional(v.string()),
    by: v.optional(v.string()),
  }),
]);

/** The schema of what is stored; shipped as a JSON Schema. */
export const eventSchema = v.strictObject({
  schemaVersion: v.literal(1),
  /** Dense, from 1. */
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The SHA-256 of the event before, absent in the first. */
  prev: v.optional(sha256Schema),
  nonce: v.string(),
  package: packageRefSchema,
  /** Whose credentials wrote it, where AWS says; not in the event that takes a lease, which does not wait for that. */
  principal: v.optional(v.string()),
  body: bodySchema,
  /** Every so often: the state before this event, so that a reader need not go back to the first. */
  checkpoint: v.optional(stateSchema),
});

export type Operation = v.InferOutput<typeof operationSchema>;
export type EventBody = v.InferOutput<typeof bodySchema>;
export type LogEvent = v.InferOutput<typeof eventSchema>;

/** An event as it stands in the log: parsed, and the digest that the next one names. */
export interface StoredEvent {
  readonly event: LogEvent;
  readonly sha256: Sha256;
}

/** The text of an event: canonical JSON. */
export function serializeEvent(event: LogEvent): string {
  return canonicalJson(event as Json);
}

/** Reads an event. Throws `log-broken` when the text is none of number `number`. */
export function parseEvent(text: string, number: number): StoredEvent {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), eventSchema), text);
  if (!parsed.success || parsed.output.number !== number) {
    const why = parsed.success ? `it says it is number ${parsed.output.number}` : problemsOf(parsed.issues);
    throw new CodedError('log-broken', `Event ${number} of the log is not valid: ${why}`, {
      side: 'home',
      next: 'Events never change: somebody wrote to the home by hand. Check who may publish there.',
    });
  }
  return { event: parsed.output, sha256: sha256Of(text) };
}
