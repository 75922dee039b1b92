import { userInfo } from 'node:os';
import type { Provenance } from '@buildset/core';
import { type Environment, firstSet } from '../environment.ts';
import { readCiService } from './ci-services.ts';
import { readGit } from './git.ts';

/** Where a build comes from: what CI says, and what git says where CI is silent. Never fails. */
export async function readProvenance(environment: Environment, folder: string): Promise<Provenance> {
  const known = readCiService(environment) ?? (await unknownCi(environment));
  if (known.commit !== undefined && known.branch !== undefined) return known;
  return { ...(await readGit(folder)), ...known };
}

/** Who is at work, for the log: the CI's user, else this machine's. */
export function actorOf(environment: Environment): string | undefined {
  const actor = firstSet(
    environment,
    'GITHUB_ACTOR',
    'GITLAB_USER_LOGIN',
    'BUILD_USER_ID',
    'BUILD_REQUESTEDFOR',
    'CIRCLE_USERNAME',
    'BUILDKITE_BUILD_CREATOR',
    'CODEBUILD_INITIATOR',
  );
  return actor ?? userName();
}

/** A CI service that says no more than its name. */
async function unknownCi(environment: Environment): Promise<Provenance> {
  if ((environment['CI'] ?? '') === '') return {};
  const { default: ciInfo } = await import('ci-info');
  return ciInfo.name === null ? {} : { ci: ciInfo.name };
}

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined; // a container's user may have no entry
  }
}
