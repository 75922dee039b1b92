import { CliError } from '../cli-error.ts';
import type { Environment } from '../environment.ts';

/** A build tag taken from the environment. */
export interface BuildNumber {
  readonly build: string;
  /** The variables that it was made from. */
  readonly variables: readonly string[];
}

interface NumberedRuns {
  /** Set on this service and on no other. */
  readonly sign: string;
  /** Counts up over the runs of a project. */
  readonly run: string;
  /** How often this run was tried, and the value of the first time; absent where a retry is a run of its own. */
  readonly attempt?: { readonly variable: string; readonly first: number };
}

/** Source: each service's page about its predefined variables. */
const SERVICES: readonly NumberedRuns[] = [
  {
    sign: 'GITHUB_ACTIONS',
    run: 'GITHUB_RUN_NUMBER',
    attempt: { variable: 'GITHUB_RUN_ATTEMPT', first: 1 },
  },
  { sign: 'GITLAB_CI', run: 'CI_PIPELINE_IID' },
  { sign: 'CODEBUILD_BUILD_ID', run: 'CODEBUILD_BUILD_NUMBER' },
  { sign: 'JENKINS_URL', run: 'BUILD_NUMBER' },
  { sign: 'TF_BUILD', run: 'BUILD_BUILDID', attempt: { variable: 'SYSTEM_JOBATTEMPT', first: 1 } },
  { sign: 'BITBUCKET_BUILD_NUMBER', run: 'BITBUCKET_BUILD_NUMBER' },
  { sign: 'CIRCLECI', run: 'CIRCLE_BUILD_NUM' },
  { sign: 'BUILDKITE', run: 'BUILDKITE_BUILD_NUMBER', attempt: { variable: 'BUILDKITE_RETRY_COUNT', first: 0 } },
  { sign: 'TRAVIS', run: 'TRAVIS_BUILD_NUMBER' },
];

/**
 * The build tag of `--build auto`: the number of the CI's run; from the second attempt on `.` and which attempt it is,
 * since a build that was tried again has other bytes. Throws `build-number-missing`.
 */
export function readBuildNumber(environment: Environment): BuildNumber {
  const service = SERVICES.find(({ sign }) => (environment[sign] ?? '') !== '');
  const run = service === undefined ? undefined : environment[service.run];
  if (service === undefined || run === undefined || !/^\d+$/.test(run)) {
    throw new CliError(
      'build-number-missing',
      service === undefined
        ? '--build auto needs a CI service that numbers its runs, and there is none that is known.'
        : `--build auto needs a number in ${service.run}.`,
      { next: 'Give the number: --build 23.' },
    );
  }
  const again = attemptOf(service, environment);
  if (again === undefined) return { build: run, variables: [service.run] };
  return { build: `${run}.${again.attempt}`, variables: [service.run, again.variable] };
}

/** Counted from 1; undefined for the first. */
function attemptOf(
  { attempt }: NumberedRuns,
  environment: Environment,
): { attempt: number; variable: string } | undefined {
  const text = attempt === undefined ? undefined : environment[attempt.variable];
  if (attempt === undefined || text === undefined || !/^\d+$/.test(text)) return undefined;
  const number = Number(text) - attempt.first + 1;
  return number > 1 ? { attempt: number, variable: attempt.variable } : undefined;
}
