import type { Format } from '@buildset/core';
import { DOMAIN, type Grant, meaningful, onHome, onPackages, onRepositories } from './grant.ts';
import type { DomainScope } from './scope.ts';

export const ROLES = ['ci', 'tester', 'approver', 'promoter', 'pruner', 'consumer'] as const;

export type Role = (typeof ROLES)[number];

/** What a role may do besides its ordinary work. */
export const EXTRAS = ['activate', 'abandon', 'undo', 'replace', 'publish'] as const;

export type Extra = (typeof EXTRAS)[number];

const LOOK_INSIDE = ['DescribePackageVersion', 'ListPackageVersions', 'ListPackageVersionAssets'] as const;
const READ_INSIDE = [...LOOK_INSIDE, 'GetPackageVersionAsset'] as const;

/** The rights that a role needs in a domain, and no others. */
export function grantsOf(role: Role, scope: DomainScope, extras: ReadonlySet<Extra>): Grant[] {
  return meaningful(GRANTS[role](scope, extras));
}

const GRANTS: Readonly<Record<Role, (scope: DomainScope, extras: ReadonlySet<Extra>) => Grant[]>> = {
  ci: (scope, extras) => {
    const entries = scope.stages.filter(({ isEntry }) => isEntry).map(({ repository }) => repository);
    const sets = onHome(scope.home, 'set', scope.formats);
    const uploaded = scope.formats.filter((format) => format === 'pypi');
    return [
      ...everybody(scope),
      ...token(),
      ...look(entries, scope),
      { sid: 'Endpoint', actions: ['GetRepositoryEndpoint'], targets: onRepositories(entries) },
      { sid: 'Upload', actions: ['PublishPackageVersion'], targets: onPackages(entries, uploaded) },
      { sid: 'Record', actions: ['PublishPackageVersion', 'UpdatePackageVersionsStatus'], targets: sets },
      { sid: 'Attach', actions: ['PublishPackageVersion'], targets: onHome(scope.home, 'attached', scope.formats) },
      ...(extras.has('abandon') ? [{ sid: 'Abandon', actions: ['DeletePackageVersions'], targets: sets }] : []),
      ...(extras.has('activate') ? changing(entries, oneBuildOnly(scope), extras) : []),
    ];
  },
  tester: (scope) => {
    const stages = scope.stages.map(({ repository }) => repository);
    return [
      ...everybody(scope),
      ...token(),
      ...look(stages, scope),
      { sid: 'Install', actions: ['GetRepositoryEndpoint', 'ReadFromRepository'], targets: onRepositories(stages) },
      { sid: 'Judge', actions: ['PublishPackageVersion'], targets: onHome(scope.home, 'verdict', scope.formats) },
    ];
  },
  approver: (scope) => [
    ...everybody(scope),
    ...look(
      scope.stages.map(({ repository }) => repository),
      scope,
    ),
    { sid: 'Approve', actions: ['PublishPackageVersion'], targets: onHome(scope.home, 'approval', scope.formats) },
  ],
  promoter: (scope, extras) => {
    const stages = scope.stages.map(({ repository }) => repository);
    const destinations = scope.stages.filter(({ isDestination }) => isDestination).map(({ repository }) => repository);
    return [
      ...everybody(scope),
      ...token(),
      ...look([...stages, ...scope.upstreams], scope, stages),
      { sid: 'Fetch', actions: ['GetPackageVersionAsset'], targets: onPackages(stages, scope.formats) },
      { sid: 'Endpoints', actions: ['GetRepositoryEndpoint', 'ReadFromRepository'], targets: onRepositories(stages) },
      ...changing(destinations, scope, extras),
    ];
  },
  pruner: (scope, extras) => {
    const entries = scope.stages.filter(({ isEntry }) => isEntry).map(({ repository }) => repository);
    const sets = onHome(scope.home, 'set', scope.formats);
    return [
      ...everybody(scope),
      ...token(),
      ...look(
        scope.stages.map(({ repository }) => repository),
        scope,
      ),
      { sid: 'Prune', actions: ['DisposePackageVersions', 'DeletePackageVersions'], targets: sets },
      { sid: 'ListTransit', actions: ['ListPackages'], targets: onRepositories([scope.transit]) },
      { sid: 'Fetch', actions: ['GetPackageVersionAsset'], targets: onPackages(entries, scope.formats) },
      { sid: 'Endpoints', actions: ['GetRepositoryEndpoint', 'ReadFromRepository'], targets: onRepositories(entries) },
      ...changing(entries, scope, new Set([...extras, 'replace'])),
    ];
  },
  consumer: (scope) => {
    const stages = scope.stages.filter(({ isFinal }) => isFinal).map(({ repository }) => repository);
    if (stages.length === 0) return [];
    return [
      ...token(),
      { sid: 'Install', actions: ['GetRepositoryEndpoint', 'ReadFromRepository'], targets: onRepositories(stages) },
    ];
  },
};

/** What every command asks: who owns the domain, where the home is, and what it keeps. */
function everybody({ home, transit }: DomainScope): Grant[] {
  return [
    { sid: 'Domain', actions: ['DescribeDomain'], targets: [DOMAIN] },
    { sid: 'Home', actions: ['DescribeRepository'], targets: onRepositories([home, transit]) },
    { sid: 'ListHome', actions: ['ListPackages'], targets: onRepositories([home]) },
    { sid: 'ReadHome', actions: READ_INSIDE, targets: onPackages([home], ['generic']) },
  ];
}

/** A token for the endpoints of the package managers. */
function token(): Grant[] {
  const condition = { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } };
  return [
    { sid: 'Token', actions: ['GetAuthorizationToken'], targets: [DOMAIN] },
    { sid: 'Bearer', actions: ['sts:GetServiceBearerToken'], targets: [], condition },
  ];
}

function look(repositories: readonly string[], { formats }: DomainScope, inside = repositories): Grant[] {
  return [
    { sid: 'Look', actions: ['DescribeRepository'], targets: onRepositories(repositories) },
    { sid: 'LookInside', actions: LOOK_INSIDE, targets: onPackages(inside, formats) },
  ];
}

/** Changing what repositories hold: the log, the transit, and copies from there. Nothing where there is nothing to change. */
function changing(repositories: readonly string[], scope: DomainScope, extras: ReadonlySet<Extra>): Grant[] {
  if (repositories.length === 0) return [];
  const { formats, home, transit } = scope;
  const into = [...repositories, transit];
  const origins = scope.stages.filter((one) => one.checksOrigin && repositories.includes(one.repository));
  const held = onPackages(repositories, formats);
  const release = { on: 'packages', repository: home, format: 'generic', namespace: 'buildset.release' } as const;
  return [
    {
      sid: 'Log',
      actions: ['PublishPackageVersion'],
      targets: [...onHome(home, 'log', formats), release],
    },
    {
      sid: 'Adopt',
      actions: ['PublishPackageVersion', 'UpdatePackageVersionsStatus'],
      targets: onHome(home, 'set', formats),
    },
    {
      sid: 'Assemble',
      actions: [...READ_INSIDE, 'PublishPackageVersion', 'UpdatePackageVersionsStatus', 'DeletePackageVersions'],
      targets: onPackages([transit], formats),
    },
    { sid: 'Transit', actions: ['GetRepositoryEndpoint', 'ReadFromRepository'], targets: onRepositories([transit]) },
    { sid: 'ReadFrom', actions: ['ReadFromRepository'], targets: onRepositories(repositories) },
    { sid: 'Copy', actions: ['CopyPackageVersions'], targets: [...onRepositories(into), ...onPackages(into, formats)] },
    {
      sid: 'Origin',
      actions: ['DescribePackage'],
      targets: onPackages(
        origins.map(({ repository }) => repository),
        formats,
      ),
    },
    ...(extras.has('undo') || extras.has('replace')
      ? [{ sid: 'Undo', actions: ['UpdatePackageVersionsStatus'], targets: held }]
      : []),
    ...(extras.has('replace') ? [{ sid: 'Replace', actions: ['DeletePackageVersions'], targets: held }] : []),
    ...(extras.has('publish') ? [{ sid: 'Publish', actions: ['PublishPackageVersion'], targets: held }] : []),
  ];
}

/** Formats of which a version holds one build: publishing makes that active, which is a promotion. */
function oneBuildOnly(scope: DomainScope): DomainScope {
  return { ...scope, formats: scope.formats.filter((format: Format) => format !== 'pypi') };
}
