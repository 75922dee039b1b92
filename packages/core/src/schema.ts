import * as v from 'valibot';
import type { RepositoryRef } from './coordinates.ts';
import { isSetDigest } from './set-digest.ts';
import { isSha256 } from './sha256.ts';

/** Building blocks of the schemas of markers, notes and events. */

export const sha256Schema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/), v.guard(isSha256));

export const setDigestSchema = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/), v.guard(isSetDigest));

export const formatSchema = v.picklist(['pypi', 'npm', 'generic']);

export const packageRefSchema = v.strictObject({
  format: formatSchema,
  namespace: v.optional(v.string()),
  name: v.string(),
});

export const versionRefSchema = v.strictObject({ ...packageRefSchema.entries, version: v.string() });

/** What is wrong with data that was read, in one line: the first problem, and how many more there are. */
export function problemsOf([first, ...others]: readonly [v.BaseIssue<unknown>, ...v.BaseIssue<unknown>[]]): string {
  const key = v.getDotPath(first);
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `${key === null ? '' : `${key}: `}${first.message}${more}`;
}

/** A repository in one string: `arn:{partition}:codeartifact:{region}:{owner}:repository/{domain}/{repository}`. */
export function repositoryArn(ref: RepositoryRef): string {
  return `arn:${ref.partition}:codeartifact:${ref.region}:${ref.domainOwner}:repository/${ref.domain}/${ref.repository}`;
}
