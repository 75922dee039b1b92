import type { Format, PackageRef } from '../coordinates.ts';

/** Who sends the requests. */
export interface Caller {
  readonly arn: string;
  /** Twelve digits. */
  readonly account: string;
  /** When the credentials end; absent for those that do not. */
  readonly expiresAt?: Date;
}

/** What a package group says of publishing. */
export interface PublishRule {
  /** The group's pattern, for example `/pypi/*`. */
  readonly pattern: string;
  /** The pattern of the group that decides: its own, or that which it inherits from. */
  readonly decidedBy: string;
  readonly mode: 'ALLOW' | 'ALLOW_SPECIFIC_REPOSITORIES' | 'BLOCK';
  /** The repositories that may, where the mode is `ALLOW_SPECIFIC_REPOSITORIES`. */
  readonly allowed: readonly string[];
}

/** Looks at a domain as its administrator does: for setting up and for checks. Reads only; nothing depends on it. */
export interface DomainInspector {
  caller(): Promise<Caller>;
  /** The caller's ARN, if STS tells it at once; undefined else. One request, once. Never rejects. */
  principal(): Promise<string | undefined>;
  /** When a new token of the domain ends. */
  tokenExpiry(): Promise<Date>;
  /** The names of the domain's repositories, sorted. */
  repositories(): Promise<readonly string[]>;
  /** The address of a package manager's endpoint of a repository. */
  endpoint(repository: string, format: Format): Promise<string>;
  /** The package groups that restrict publishing. */
  publishRules(): Promise<readonly PublishRule[]>;
  /** The rule that a package falls under. */
  publishRuleOf(pkg: PackageRef): Promise<PublishRule | undefined>;
  /** The policy that is set on a repository, as JSON; undefined when there is none. */
  repositoryPolicy(repository: string): Promise<string | undefined>;
}
