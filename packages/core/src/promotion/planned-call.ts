/** Requests of one kind to one repository that a plan will make. */
export interface PlannedCall {
  /** As the meter counts it. */
  readonly operation: string;
  /** The repository's name; absent for requests that are about the domain. */
  readonly repository?: string;
  readonly count: number;
}

/** A right that a plan needs. */
export interface Right {
  /** As IAM has it, for example `codeartifact:CopyPackageVersions`. */
  readonly action: string;
  /** The repository's name; absent for rights on the domain. */
  readonly repository?: string;
}

/** STS's operation that tells whose credentials are used. Everybody may call it. */
export const WHO = 'GetCallerIdentity';

/** Operations that are no IAM actions. Source: IAM reference of CodeArtifact; for dist-tags not observed on AWS. */
const ACTIONS: Readonly<Record<string, string>> = {
  NpmDeprecate: 'PublishPackageVersion',
  NpmDistTag: 'PublishPackageVersion',
  NpmPackument: 'ReadFromRepository',
  NpmPublish: 'PublishPackageVersion',
  PypiIndex: 'ReadFromRepository',
  PypiUpload: 'PublishPackageVersion',
};

/** Requests to a repository. */
export function call(operation: string, repository: string, count = 1): PlannedCall {
  return { operation, repository, count };
}

/** Requests of the same kind to the same repository as one, in the order of their first; none with a count of 0. */
export function joinCalls(calls: readonly PlannedCall[]): PlannedCall[] {
  const joined = new Map<string, PlannedCall>();
  for (const one of calls) {
    const key = `${one.repository ?? ''} ${one.operation}`;
    joined.set(key, { ...one, count: one.count + (joined.get(key)?.count ?? 0) });
  }
  return [...joined.values()].filter(({ count }) => count > 0);
}

/** The number of requests by operation, sorted. */
export function countCalls(calls: readonly PlannedCall[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { count, operation } of calls) counts.set(operation, (counts.get(operation) ?? 0) + count);
  return Object.fromEntries([...counts].filter(([, count]) => count > 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The rights that requests need, each once, sorted. */
export function rightsOf(calls: readonly PlannedCall[]): Right[] {
  const rights = new Map<string, Right>();
  for (const { count, operation, repository } of calls) {
    if (count === 0 || operation === WHO) continue;
    const action = `codeartifact:${ACTIONS[operation] ?? operation}`;
    const right = { action, ...(repository === undefined ? {} : { repository }) };
    rights.set(`${repository ?? ''} ${action}`, right);
  }
  return [...rights].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, right]) => right);
}
