/**
 * What the service's model says of values and the JavaScript schemas leave out: lengths, patterns, enums, ranges.
 * Source: API reference of CodeArtifact (2018-09-22), the shapes named in the comments.
 */
export type Constraint =
  | { readonly kind: 'text'; readonly min?: number; readonly max?: number; readonly pattern?: string }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'range'; readonly min: number; readonly max: number }
  | { readonly kind: 'list'; readonly max?: number; readonly of: Constraint }
  | { readonly kind: 'map'; readonly key: Constraint; readonly of: Constraint }
  | { readonly kind: 'fields'; readonly of: Readonly<Record<string, Constraint>> };

const text = (min: number, max: number, pattern?: string): Constraint => ({
  kind: 'text',
  min,
  max,
  ...(pattern !== undefined && { pattern }),
});
const choice = (...values: readonly string[]): Constraint => ({ kind: 'choice', values });
const list = (of: Constraint, max?: number): Constraint => ({ kind: 'list', of, ...(max !== undefined && { max }) });

const domainName = text(2, 50, '[a-z][a-z0-9\\-]{0,48}[a-z0-9]');
const accountId = text(12, 12, '[0-9]{12}');
const repositoryName = text(2, 100, '[A-Za-z0-9][A-Za-z0-9._\\-]{1,99}');
const packageName = text(1, 255, '[^#/\\s]+');
const assetName = text(1, 255, '\\P{C}+');
const revision = text(1, 50, '\\S+');
const description = text(0, 1000, '\\P{C}*');
const status = choice('Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed', 'Deleted');
const control = choice('ALLOW', 'BLOCK');
const groupPattern = text(2, 520, '[^\\p{C}\\p{White_Space}]+');
const restrictionType = choice('EXTERNAL_UPSTREAM', 'INTERNAL_UPSTREAM', 'PUBLISH');
const policyRevision = text(1, 100, '\\S+');
const arn = text(1, 1011, '\\S+');
const tagKey = text(1, 128, '\\P{C}+');
const allowedRepositories = list({
  kind: 'fields',
  of: { repositoryName, originRestrictionType: restrictionType },
});

/** By the name of the input member, which throughout the model has one shape; the exceptions are in `ofOperation`. */
const ofMember: Readonly<Record<string, Constraint>> = {
  domain: domainName,
  domainOwner: accountId,
  administratorAccount: accountId,
  repository: repositoryName,
  sourceRepository: repositoryName,
  destinationRepository: repositoryName,
  repositoryPrefix: repositoryName,
  externalConnection: text(2, 100, '[A-Za-z0-9][A-Za-z0-9._\\-:]{1,99}'),
  format: choice('npm', 'pypi', 'maven', 'nuget', 'generic', 'ruby', 'swift', 'cargo'),
  namespace: packageName,
  package: packageName,
  packagePrefix: packageName,
  packageVersion: packageName,
  packageVersionRevision: revision,
  versions: list(packageName, 100),
  versionRevisions: { kind: 'map', key: packageName, of: revision },
  asset: assetName,
  assetName,
  assetSHA256: text(64, 64, '[0-9a-f]+'),
  durationSeconds: { kind: 'range', min: 0, max: 43_200 },
  maxResults: { kind: 'range', min: 1, max: 1000 },
  nextToken: text(1, 2000, '\\S+'),
  endpointType: choice('dualstack', 'ipv4'),
  sortBy: choice('PUBLISHED_TIME'),
  originType: choice('INTERNAL', 'EXTERNAL', 'UNKNOWN'),
  originRestrictionType: restrictionType,
  status,
  expectedStatus: status,
  targetStatus: status,
  publish: control,
  upstream: control,
  description,
  contactInfo: description,
  encryptionKey: arn,
  resourceArn: arn,
  packageGroup: groupPattern,
  prefix: text(0, 520, '\\P{C}*'),
  policyRevision,
  policyDocument: text(1, 7168, '[\\P{C}\\s]+'),
  tags: list({ kind: 'fields', of: { key: tagKey, value: text(0, 256, '\\P{C}*') } }, 200),
  tagKeys: list(tagKey, 200),
  upstreams: list({ kind: 'fields', of: { repositoryName } }),
  addAllowedRepositories: allowedRepositories,
  removeAllowedRepositories: allowedRepositories,
};

const ofOperation: Readonly<Record<string, Readonly<Record<string, Constraint>>>> = {
  // A plain string in the model: what is no pattern is refused by the operation.
  DeletePackageGroup: { packageGroup: { kind: 'text' } },
  PutPackageOriginConfiguration: { restrictions: { kind: 'fields', of: { publish: control, upstream: control } } },
  UpdatePackageGroupOriginConfiguration: {
    restrictions: {
      kind: 'map',
      key: restrictionType,
      of: choice('ALLOW', 'ALLOW_SPECIFIC_REPOSITORIES', 'BLOCK', 'INHERIT'),
    },
  },
};

/** The constraint of one member of an operation's input, when it has one. */
export function constraintOf(operation: string, member: string): Constraint | undefined {
  return ofOperation[operation]?.[member] ?? ofMember[member];
}

const patterns = new Map<string, RegExp>();

/** What `value` breaks, in AWS's words, or nothing. Lengths count code points. */
export function violations(constraint: Constraint, value: unknown, at: string): readonly string[] {
  switch (constraint.kind) {
    case 'text':
      return typeof value === 'string' ? textViolations(constraint, value, at) : [];
    case 'choice':
      return typeof value !== 'string' || constraint.values.includes(value)
        ? []
        : [problem(value, at, `Member must satisfy enum value set: [${constraint.values.join(', ')}]`)];
    case 'range':
      if (typeof value !== 'number') return [];
      if (value < constraint.min) {
        return [problem(value, at, `Member must have value greater than or equal to ${constraint.min}`)];
      }
      return value > constraint.max
        ? [problem(value, at, `Member must have value less than or equal to ${constraint.max}`)]
        : [];
    case 'list':
      if (!Array.isArray(value)) return [];
      if (constraint.max !== undefined && value.length > constraint.max) {
        return [problem('[…]', at, `Member must have length less than or equal to ${constraint.max}`)];
      }
      return value.flatMap((item, index) => violations(constraint.of, item, `${at}.${index + 1}.member`));
    case 'map':
      return Object.entries(value ?? {}).flatMap(([key, item]) => [
        ...violations(constraint.key, key, `${at}.key`),
        ...violations(constraint.of, item, `${at}.${key}.member`),
      ]);
    case 'fields':
      return Object.entries(value ?? {}).flatMap(([name, item]) => {
        const inner = constraint.of[name];
        return inner ? violations(inner, item, `${at}.${name}`) : [];
      });
    default:
      return constraint satisfies never;
  }
}

function textViolations(rule: Extract<Constraint, { kind: 'text' }>, value: string, at: string): readonly string[] {
  const length = [...value].length;
  if (rule.min !== undefined && length < rule.min) {
    return [problem(value, at, `Member must have length greater than or equal to ${rule.min}`)];
  }
  if (rule.max !== undefined && length > rule.max) {
    return [problem(value, at, `Member must have length less than or equal to ${rule.max}`)];
  }
  if (rule.pattern === undefined || patternOf(rule.pattern).test(value)) return [];
  return [problem(value, at, `Member must satisfy regular expression pattern: ${rule.pattern}`)];
}

function patternOf(source: string): RegExp {
  const known = patterns.get(source) ?? new RegExp(`^(?:${source})$`, 'u');
  patterns.set(source, known);
  return known;
}

/** How much of a refused value a message repeats. */
const quotedCharacters = 300;

function problem(value: unknown, at: string, what: string): string {
  return `Value '${String(value).slice(0, quotedCharacters)}' at '${at}' failed to satisfy constraint: ${what}`;
}
