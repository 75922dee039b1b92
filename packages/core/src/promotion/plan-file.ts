import * as v from 'valibot';
import { CodedError } from '../coded-error.ts';
import type { RepositoryRef } from '../coordinates.ts';
import { problemsOf, repositoryArn, setDigestSchema, sha256Schema, versionRefSchema } from '../schema.ts';
import { holdChange } from './hold.ts';
import type { Plan } from './plan.ts';
import type { Refusal } from './refusal.ts';
import type { PromotionRequest, Selector } from './request.ts';
import type { Situation } from './situation.ts';
import { isByName } from './standing.ts';

const endSchema = v.strictObject({
  /** As it was named: a stage or a repository. */
  name: v.string(),
  repository: v.string(),
  arn: v.string(),
});

/** What a plan was made of; when it is applied, this is what must not have changed. */
export const planFactsSchema = v.strictObject({
  ...versionRefSchema.entries,
  set: v.strictObject({ digest: setDigestSchema, builds: v.array(v.string()) }),
  /** The set that it becomes without its build, where the plan strips it. */
  becomes: v.optional(setDigestSchema),
  /** Whether somebody named the build, or `--last` or `--last-passed` chose it. */
  chosen: v.picklist(['by-name', 'automatically']),
  /** The names of the files, where they were chosen one by one. */
  files: v.optional(v.array(v.string())),
  method: v.picklist(['none', 'copy', 'assemble', 'add', 'replace', 'tag']),
  /** Where it will be published into the destination, without the transit. */
  route: v.optional(v.literal('direct')),
  /** The assets of the destination that come, go or change. */
  touched: v.array(
    v.strictObject({ name: v.string(), before: v.nullable(sha256Schema), after: v.nullable(sha256Schema) }),
  ),
  /** npm: the dist-tags that move to the version, and the version that each points at; null where there is no such tag. */
  tags: v.optional(v.array(v.strictObject({ tag: v.string(), from: v.nullable(v.string()) }))),
  /** The gates that are not met, and are overridden. */
  unmet: v.array(v.string()),
  /** What becomes of the hold of the destination's version. */
  hold: v.optional(v.picklist(['placed', 'lifted'])),
});

const tagsSchema = v.variant('move', [
  v.strictObject({ move: v.picklist(['default', 'keep']) }),
  v.strictObject({ move: v.literal('set'), names: v.array(v.string()), mayGoBack: v.optional(v.boolean()) }),
]);

/** The schema of a plan file; shipped as a JSON Schema. */
export const planFileSchema = v.strictObject({
  schemaVersion: v.literal(1),
  kind: v.literal('promotion-plan'),
  /** By the service's time. */
  madeAt: v.string(),
  from: endSchema,
  to: endSchema,
  exclusive: v.boolean(),
  replace: v.boolean(),
  addAnyway: v.boolean(),
  allowUpstream: v.boolean(),
  allowPartial: v.optional(v.boolean()),
  strip: v.boolean(),
  override: v.optional(v.string()),
  /** npm: what becomes of the dist-tags, where it is not the default. */
  tags: v.optional(tagsSchema),
  keepDeprecation: v.optional(v.boolean()),
  /** `NAME=VALUE` each: how the service was taken to behave. */
  assume: v.array(v.string()),
  plan: planFactsSchema,
  forecast: v.optional(v.strictObject({ calls: v.record(v.string(), v.number()), bytes: v.number() })),
});

export type PlanFacts = v.InferOutput<typeof planFactsSchema>;
export type PlanFile = v.InferOutput<typeof planFileSchema>;

/** What a plan is made of. */
export function factsOf(request: PromotionRequest, situation: Situation, plan: Plan): PlanFacts {
  const { builds, candidate, original, overridden } = situation;
  const hold = holdChange(request, situation, situation.state);
  return {
    ...request.ref,
    set: { digest: (original ?? candidate).digest, builds: [...builds] },
    ...(original ? { becomes: candidate.digest } : {}),
    chosen: isByName(request.selector) ? 'by-name' : 'automatically',
    ...(request.selector.by === 'files' ? { files: [...request.selector.names] } : {}),
    method: plan.method,
    ...(plan.route ? { route: plan.route } : {}),
    touched: touchedBy(plan, situation),
    ...(plan.tags ? { tags: plan.tags.moved.map(({ from = null, tag }) => ({ tag, from })) } : {}),
    unmet: overridden.map(({ what }) => what),
    ...(hold ? { hold: hold.action } : {}),
  };
}

/**
 * The refusal of a plan that is not what it was when it was made: another set, a gate whose outcome has changed, or an
 * asset of the destination that it touches. What it has done itself already is no change. Undefined when it still holds.
 */
export function outdated(planned: PlanFacts, situation: Situation, plan: Plan): Refusal | undefined {
  const { candidate, destination, original, overridden } = situation;
  const { digest } = original ?? candidate;
  if (digest !== planned.set.digest) return refuse(`the set is ${digest} now`);
  if (original && candidate.digest !== planned.becomes)
    return refuse(`its build is stripped to ${candidate.digest} now`);
  const unmet = overridden.map(({ what }) => what);
  const news = [
    ...unmet.filter((what) => !planned.unmet.includes(what)).map((what) => `not met any more: ${what}`),
    ...planned.unmet.filter((what) => !unmet.includes(what)).map((what) => `met or otherwise meanwhile: ${what}`),
  ];
  const [gate] = plan.method === 'none' ? [] : news;
  if (gate !== undefined) return refuse(`a gate's outcome has changed (${gate})`);
  const tag = movedElsewhere(planned, plan);
  if (tag) return refuse(`the dist-tag ${tag} points at ${destination.packument?.tags.get(tag) ?? 'nothing'} now`);
  const held = new Map(destination.holds.assets.map(({ name, sha256 }) => [name, sha256]));
  const changed = planned.touched.filter(({ after, before, name }) => {
    const now = held.get(name) ?? null;
    return now !== before && now !== after;
  });
  const known = new Set(planned.touched.map(({ name }) => name));
  const more = touchedBy(plan, situation).filter(({ name }) => !known.has(name));
  const names = [...changed, ...more].map(({ name }) => name);
  if (names.length === 0) return undefined;
  return refuse(`${destination.repository.repository} has changed in what the plan touches: ${names.join(', ')}`);
}

/** Reads a plan file. Throws `plan-invalid`, and `unknown-schema` for one of a later version of buildset. */
export function parsePlanFile(text: string): PlanFile {
  const version = v.safeParse(v.pipe(v.string(), v.parseJson(), v.object({ schemaVersion: v.number() })), text);
  if (version.success && version.output.schemaVersion !== 1) {
    throw new CodedError('unknown-schema', `The plan has schema version ${version.output.schemaVersion}.`, {
      next: 'It was made by another version of buildset: apply it with that one, or plan anew.',
    });
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), planFileSchema), text);
  if (parsed.success) return parsed.output;
  throw new CodedError('plan-invalid', `This is no plan of a promotion: ${problemsOf(parsed.issues)}`, {
    next: 'Make one with promote --plan-out.',
  });
}

/** The choice of exactly the set that was planned, whatever has arrived since. */
export function plannedSelector({ files, set }: PlanFacts): Selector {
  return files ? { by: 'files', names: files } : { by: 'set', digest: set.digest };
}

/** Requires that a plan is applied where it was made for. Throws `plan-elsewhere`. */
export function requirePlannedEnds(
  file: PlanFile,
  ends: { readonly from: RepositoryRef; readonly to: RepositoryRef },
): void {
  for (const end of ['from', 'to'] as const) {
    const arn = repositoryArn(ends[end]);
    if (arn === file[end].arn) continue;
    throw new CodedError(
      'plan-elsewhere',
      `The plan is for ${file[end].arn}, and ${file[end].name} means ${arn} here.`,
      {
        next: 'Apply it with the configuration and the connection that it was made with, or plan anew.',
      },
    );
  }
}

/** The first dist-tag that would move otherwise than planned; one that points at the version already is done. */
function movedElsewhere({ tags: planned = [] }: PlanFacts, { tags }: Plan): string | undefined {
  if (!tags) return undefined;
  const more = tags.moved.filter(
    ({ from = null, tag }) => !planned.some((known) => known.tag === tag && known.from === from),
  );
  const fewer = planned.filter(({ tag }) => !tags.carried.includes(tag));
  return (more[0] ?? fewer[0])?.tag;
}

function touchedBy({ result }: Plan, { destination }: Situation): PlanFacts['touched'] {
  const before = new Map(destination.holds.assets.map(({ name, sha256 }) => [name, sha256]));
  const after = new Map(result.map(({ name, sha256 }) => [name, sha256]));
  return [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .map((name) => ({ name, before: before.get(name) ?? null, after: after.get(name) ?? null }))
    .filter((asset) => asset.before !== asset.after);
}

function refuse(what: string): Refusal {
  return {
    method: 'refuse',
    code: 'plan-outdated',
    message: `The plan does not hold any more: ${what}.`,
    next: 'Plan anew (promote --plan-out), look at it, and apply that.',
  };
}
