import type { Provenance } from '@buildset/core';
import { defined } from '../defined.ts';
import { type Environment, firstSet } from '../environment.ts';
import { withoutLogins } from '../render/without-logins.ts';

interface CiService {
  readonly name: string;
  /** Set on this service and on no other. */
  readonly sign: string;
  readonly commit: readonly string[];
  readonly branch: readonly string[];
  readonly run: readonly string[];
  url(environment: Environment): string | undefined;
}

const from =
  (...names: readonly string[]) =>
  (environment: Environment): string | undefined =>
    firstSet(environment, ...names);

/** Source: each service's page about its predefined variables. */
const SERVICES: readonly CiService[] = [
  {
    name: 'GitHub Actions',
    sign: 'GITHUB_ACTIONS',
    commit: ['GITHUB_SHA'],
    branch: ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME'],
    run: ['GITHUB_RUN_ID'],
    url: (env) => joined(env, ['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY'], '/actions/runs/', 'GITHUB_RUN_ID'),
  },
  {
    name: 'GitLab CI',
    sign: 'GITLAB_CI',
    commit: ['CI_COMMIT_SHA'],
    branch: ['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', 'CI_COMMIT_REF_NAME'],
    run: ['CI_PIPELINE_ID'],
    url: from('CI_JOB_URL', 'CI_PIPELINE_URL'),
  },
  {
    name: 'AWS CodeBuild',
    sign: 'CODEBUILD_BUILD_ID',
    commit: ['CODEBUILD_RESOLVED_SOURCE_VERSION'],
    branch: ['CODEBUILD_WEBHOOK_HEAD_REF', 'CODEBUILD_SOURCE_VERSION'],
    run: ['CODEBUILD_BUILD_ID'],
    url: from('CODEBUILD_PUBLIC_BUILD_URL'),
  },
  {
    name: 'Jenkins',
    sign: 'JENKINS_URL',
    commit: ['GIT_COMMIT'],
    branch: ['CHANGE_BRANCH', 'BRANCH_NAME', 'GIT_BRANCH'],
    run: ['BUILD_TAG', 'BUILD_NUMBER'],
    url: from('BUILD_URL'),
  },
  {
    name: 'Azure Pipelines',
    sign: 'TF_BUILD',
    commit: ['BUILD_SOURCEVERSION'],
    branch: ['SYSTEM_PULLREQUEST_SOURCEBRANCH', 'BUILD_SOURCEBRANCHNAME'],
    run: ['BUILD_BUILDID'],
    url: (env) =>
      joined(env, ['SYSTEM_COLLECTIONURI', 'SYSTEM_TEAMPROJECT'], '/_build/results?buildId=', 'BUILD_BUILDID'),
  },
  {
    name: 'Bitbucket Pipelines',
    sign: 'BITBUCKET_BUILD_NUMBER',
    commit: ['BITBUCKET_COMMIT'],
    branch: ['BITBUCKET_BRANCH'],
    run: ['BITBUCKET_BUILD_NUMBER'],
    url: (env) => joined(env, ['BITBUCKET_GIT_HTTP_ORIGIN'], '/pipelines/results/', 'BITBUCKET_BUILD_NUMBER'),
  },
  {
    name: 'CircleCI',
    sign: 'CIRCLECI',
    commit: ['CIRCLE_SHA1'],
    branch: ['CIRCLE_BRANCH'],
    run: ['CIRCLE_BUILD_NUM'],
    url: from('CIRCLE_BUILD_URL'),
  },
  {
    name: 'Buildkite',
    sign: 'BUILDKITE',
    commit: ['BUILDKITE_COMMIT'],
    branch: ['BUILDKITE_BRANCH'],
    run: ['BUILDKITE_BUILD_NUMBER'],
    url: from('BUILDKITE_BUILD_URL'),
  },
  {
    name: 'Travis CI',
    sign: 'TRAVIS',
    commit: ['TRAVIS_COMMIT'],
    branch: ['TRAVIS_PULL_REQUEST_BRANCH', 'TRAVIS_BRANCH'],
    run: ['TRAVIS_BUILD_NUMBER'],
    url: from('TRAVIS_BUILD_WEB_URL'),
  },
];

/** What the CI service of this environment says of the run; undefined where none of the known ones is at work. */
export function readCiService(environment: Environment): Provenance | undefined {
  const service = SERVICES.find(({ sign }) => (environment[sign] ?? '') !== '');
  if (service === undefined) return undefined;
  const url = service.url(environment);
  return defined({
    ci: service.name,
    commit: firstSet(environment, ...service.commit),
    branch: firstSet(environment, ...service.branch),
    run: firstSet(environment, ...service.run),
    // A login in an address would be kept for ever, for everybody who reads the records.
    url: url === undefined ? undefined : withoutLogins(url),
  });
}

function joined(environment: Environment, bases: readonly string[], middle: string, last: string): string | undefined {
  const parts = bases.map((name) => environment[name]?.replace(/\/+$/, ''));
  const end = environment[last];
  return end === undefined || parts.includes(undefined) ? undefined : `${parts.join('/')}${middle}${end}`;
}
