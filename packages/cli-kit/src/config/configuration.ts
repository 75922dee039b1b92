import * as v from 'valibot';
import { nearest } from '../nearest.ts';

const DURATION = /^(\d+)(h|d)$/;
const NAME = v.pipe(v.string(), v.minLength(1));
const RESTRICTION = v.picklist(['ALLOW', 'BLOCK']);

/** An object of these keys; of another one it says which was probably meant. */
function strictObject<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, ({ expected, input, received }) => {
    if (expected !== 'never') return `Expected ${expected} but received ${received}`;
    const meant = nearest(String(input), Object.keys(entries));
    return `is no key that it knows${meant === undefined ? '' : `; did you mean ${meant}?`}`;
  });
}

/** Which domain, how to reach it, and where in it records are kept. */
const connectionEntries = {
  domain: v.optional(NAME),
  domainOwner: v.optional(v.pipe(v.string(), v.regex(/^\d{12}$/, 'is not an account of twelve digits'))),
  region: v.optional(NAME),
  profile: v.optional(NAME),
  endpoint: v.optional(NAME),
  /** The home repository. Default `buildset`. */
  home: v.optional(NAME),
  /** Where versions are assembled. Default the home's name and `-transit`. */
  transit: v.optional(NAME),
};

const stageSchema = strictObject({
  /** The repository in the domain. */
  repository: NAME,
  /** What differs from the connection of all: another domain, account, region or profile. */
  connection: v.optional(strictObject(connectionEntries)),
  /** Stages or repositories that it may be promoted from. */
  from: v.optional(v.array(NAME)),
  /** Checks whose latest verdict must be passed or warned. */
  checks: v.optional(v.array(NAME)),
  /** How many people must have approved. */
  approvals: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  /** How long a set must have been in the stage before: `24h` or `7d`. */
  soak: v.optional(v.pipe(v.string(), v.regex(DURATION, 'is not a duration such as 24h or 7d'))),
  /** Stages whose homes are searched for verdicts and approvals. Default: the source's and this stage's. */
  gateHomes: v.optional(v.array(NAME)),
  /** The version holds the promoted build and nothing else. */
  exclusive: v.optional(v.boolean()),
  /** Builds lose their number on the way there: it is taken out of the files. The version holds nothing else then. */
  stripBuild: v.optional(v.boolean()),
  /** `allow`: another known build may be replaced without --replace. */
  replace: v.optional(v.picklist(['allow', 'ask'])),
  /** `newest`: publishing makes the newest build active. Default: that, unless the stage asks for something. */
  activate: v.optional(v.picklist(['newest', 'never'])),
  /** What the packages of the repository are to have; looked at after a promotion. */
  originControls: v.optional(strictObject({ publish: RESTRICTION, upstream: RESTRICTION })),
});

/** The configuration of a project; shipped as a JSON Schema. */
export const configurationSchema = strictObject({
  $schema: v.optional(v.string()),
  ...connectionEntries,
  /** How many assets a version may have in the domain, which a quota sets. Default 150. */
  assetCap: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** Stages by name. */
  stages: v.optional(v.record(v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/)), stageSchema)),
});

export type Configuration = v.InferOutput<typeof configurationSchema>;
export type Stage = v.InferOutput<typeof stageSchema>;

/** Whether a text is a duration such as `24h` or `7d`. */
export function isDuration(text: string): boolean {
  return DURATION.test(text);
}

/** Milliseconds of a duration such as `24h` or `7d`. */
export function durationMs(text: string): number {
  const [, count = '0', unit] = DURATION.exec(text) ?? [];
  return Number(count) * (unit === 'd' ? 86_400_000 : 3_600_000);
}
