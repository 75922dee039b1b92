import type { Format } from '@buildset/core';

/** What a right is about. */
export type GrantTarget =
  | { readonly on: 'domain' }
  | { readonly on: 'repository'; readonly repository: string }
  /** The packages of a format in a repository; of a generic namespace when that is given. */
  | { readonly on: 'packages'; readonly repository: string; readonly format: Format; readonly namespace?: string };

/** Rights that belong together: one statement of a policy. */
export interface Grant {
  /** Letters and digits, unique in a role. */
  readonly sid: string;
  /** IAM actions; those without a service are CodeArtifact's. */
  readonly actions: readonly string[];
  /** Empty: everything, for actions that know no resource. */
  readonly targets: readonly GrantTarget[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export const DOMAIN: GrantTarget = { on: 'domain' };

export function onRepositories(names: readonly string[]): GrantTarget[] {
  return [...new Set(names)].map((repository) => ({ on: 'repository', repository }));
}

/** Every package of these formats in these repositories. */
export function onPackages(names: readonly string[], formats: readonly Format[]): GrantTarget[] {
  return [...new Set(names)].flatMap((repository) =>
    formats.map((format): GrantTarget => ({ on: 'packages', repository, format })),
  );
}

/** What the home keeps of one kind, for packages of these formats. */
export function onHome(home: string, kind: string, formats: readonly Format[]): GrantTarget[] {
  return formats.map((format) => ({
    on: 'packages',
    repository: home,
    format: 'generic',
    namespace: `buildset.${kind}.${format}`,
  }));
}

/** Grants without those that are about nothing. */
export function meaningful(grants: readonly Grant[]): Grant[] {
  return grants.filter(({ actions, targets }) => targets.length > 0 || actions.every((one) => one.includes(':')));
}
