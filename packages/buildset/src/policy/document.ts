import type { Grant, GrantTarget } from './grant.ts';
import type { DomainScope } from './scope.ts';

/** An IAM policy. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: '*' | { readonly AWS: readonly string[] };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Grant['condition'] | Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** The rights of a role in some domains. */
export interface ScopedGrants {
  readonly scope: DomainScope;
  readonly grants: readonly Grant[];
}

/** Writing to a repository, by whichever operation. */
const WRITES = [
  'PublishPackageVersion',
  'CopyPackageVersions',
  'UpdatePackageVersionsStatus',
  'DeletePackageVersions',
  'DisposePackageVersions',
  'DeletePackage',
  'PutPackageMetadata',
];

/** Characters of a managed policy of IAM, without white space. Source: IAM quotas. */
export const MAX_IDENTITY = 6144;

/**
 * The policy of whoever has the role: for an IAM role or user. A statement for each purpose; where that is longer than IAM
 * takes, the same rights with each resource named once.
 */
export function identityPolicy(scoped: readonly ScopedGrants[]): PolicyDocument {
  const byPurpose = statedByPurpose(scoped);
  return sizeOf(byPurpose) <= MAX_IDENTITY ? byPurpose : statedByResource(scoped);
}

/** Characters, as IAM and CodeArtifact count them. */
export function sizeOf(document: PolicyDocument): number {
  return JSON.stringify(document).length;
}

function statedByPurpose(scoped: readonly ScopedGrants[]): PolicyDocument {
  const statements = scoped.flatMap(({ grants, scope }, index) =>
    grants
      // What is about no resource is said once.
      .filter(({ targets }) => targets.length > 0 || index === 0)
      .map(({ actions, condition, sid, targets }): Statement => {
        const resources = targets.length === 0 ? ['*'] : targets.map((target) => arnOf(target, scope));
        return {
          Sid: index === 0 ? sid : `${sid}${index + 1}`,
          Effect: 'Allow',
          Action: oneOrMany(actions.map(actionOf)),
          Resource: oneOrMany(resources),
          ...(condition ? { Condition: condition } : {}),
        };
      }),
  );
  return { Version: '2012-10-17', Statement: statements };
}

/** What may be done with a resource, and for which purposes. */
interface Permitted {
  readonly purposes: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
}

/** A statement for the resources with which the same may be done, named for all that it is for. */
function statedByResource(scoped: readonly ScopedGrants[]): PolicyDocument {
  const permitted = new Map<string, Permitted>();
  for (const { grants, scope } of scoped) {
    for (const { actions, sid, targets } of grants) {
      for (const resource of targets.map((target) => arnOf(target, scope))) {
        const known = permitted.get(resource);
        permitted.set(resource, {
          purposes: new Set([...(known?.purposes ?? []), sid]),
          actions: new Set([...(known?.actions ?? []), ...actions.map(actionOf)]),
        });
      }
    }
  }
  const alike = new Map<string, [resource: string, Permitted][]>();
  for (const one of permitted) {
    const key = [...one[1].actions].sort().join();
    alike.set(key, [...(alike.get(key) ?? []), one]);
  }
  const statements = [...alike.values()].map((resources): Statement => ({
    Sid: [...new Set(resources.flatMap(([, { purposes }]) => [...purposes]))].join(''),
    Effect: 'Allow',
    Action: oneOrMany(resources.flatMap(([, { actions }]) => [...actions])),
    Resource: oneOrMany(resources.map(([resource]) => resource)),
  }));
  // What is about no resource is said as it is.
  const { Statement: plain } = statedByPurpose(scoped);
  return { Version: '2012-10-17', Statement: [...plain.filter(({ Resource }) => Resource === '*'), ...statements] };
}

/**
 * The policies of the domain (under `domain`) and of its repositories (by name) that let principals of another account
 * have the role.
 */
export function resourcePolicies(
  { grants, scope }: ScopedGrants,
  principals: readonly string[],
): ReadonlyMap<string, PolicyDocument> {
  const holders = new Map<string, Statement[]>();
  for (const { actions, sid, targets } of grants) {
    for (const holder of new Set(targets.map(holderOf))) {
      const mine = targets.filter((target) => holderOf(target) === holder).map((target) => arnOf(target, scope));
      const statement: Statement = {
        Sid: sid,
        Effect: 'Allow',
        Principal: { AWS: principals },
        Action: oneOrMany(actions.map(actionOf)),
        Resource: oneOrMany(mine),
      };
      holders.set(holder, [...(holders.get(holder) ?? []), statement]);
    }
  }
  return new Map([...holders].map(([holder, Statement]) => [holder, { Version: '2012-10-17', Statement }]));
}

/** Nobody but these principals writes to the repository, whatever else is granted to others. */
export function onlyWriters(principals: readonly string[]): PolicyDocument {
  const statement: Statement = {
    Sid: 'OnlyTheseWrite',
    Effect: 'Deny',
    Principal: '*',
    Action: WRITES.map(actionOf),
    Resource: '*',
    Condition: { StringNotLike: { 'aws:PrincipalArn': principals } },
  };
  return { Version: '2012-10-17', Statement: [statement] };
}

/** Whose resource policy counts for a target: the domain's, or a repository's. */
function holderOf(target: GrantTarget): string {
  return target.on === 'domain' ? 'domain' : target.repository;
}

function arnOf(target: GrantTarget, { ref }: DomainScope): string {
  const start = `arn:${ref.partition}:codeartifact:${ref.region}:${ref.domainOwner}`;
  if (target.on === 'domain') return `${start}:domain/${ref.domain}`;
  if (target.on === 'repository') return `${start}:repository/${ref.domain}/${target.repository}`;
  const { format, namespace, repository } = target;
  // Python packages have no namespace, so that two slashes follow each other.
  const packages = namespace === undefined ? (format === 'pypi' ? '/*' : '*') : `${namespace}/*`;
  return `${start}:package/${ref.domain}/${repository}/${format}/${packages}`;
}

function actionOf(action: string): string {
  return action.includes(':') ? action : `codeartifact:${action}`;
}

function oneOrMany(items: readonly string[]): string | readonly string[] {
  const [only, ...others] = [...new Set(items)];
  return only !== undefined && others.length === 0 ? only : [...new Set(items)];
}
