import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type CheckedSet, formatVersion, type Objection, type SetCheck } from '@buildset/core';
import { type InstallProblem, installProblem, type RegistryLogin } from '@buildset/format-npm';
import { NpmCommandError } from '../npm-command-error.ts';

const REASONS: Readonly<Record<InstallProblem['reason'], string>> = {
  unknown: 'there is no such package',
  'no-version': 'no version fits',
  conflict: 'peers exclude each other',
};

/** Objects to a set that could not be installed from where it goes, with all that it depends on. */
export function dependencyCheck(to: string, login: () => Promise<RegistryLogin>): SetCheck {
  return async (set) => {
    const problem = await problemOf(set, await login());
    return problem && objectionOf(set, problem, to);
  };
}

async function problemOf({ open, set }: CheckedSet, login: RegistryLogin): Promise<InstallProblem | undefined> {
  const [entry] = set.entries;
  if (!entry) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'buildset-check-'));
  try {
    const tarball = join(folder, 'package.tgz');
    await pipeline(Readable.from(await open(entry)), createWriteStream(tarball));
    return await installProblem(tarball, login).catch((cause: unknown) => {
      throw unknown(set.ref, cause);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function objectionOf({ set }: CheckedSet, { reason, what }: InstallProblem, to: string): Objection {
  return {
    code: 'dependencies-missing',
    message: `${to} does not offer what ${formatVersion(set.ref)} requires: ${what} (${REASONS[reason]}).`,
    next: 'Promote that first. npm stops at the first that is missing: there may be more.',
  };
}

function unknown(ref: CheckedSet['set']['ref'], cause: unknown): NpmCommandError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new NpmCommandError(
    'dependencies-unknown',
    `npm cannot tell whether ${formatVersion(ref)} could be installed: ${why}`,
    'Run it again, or leave --check-deps out.',
    { cause, side: 'destination' },
  );
}
