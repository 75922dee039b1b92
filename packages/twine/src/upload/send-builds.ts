import type { Context } from '@buildset/cli-kit';
import { formatVersion, hasCode, inParallel } from '@buildset/core';
import { TwineError } from '../twine-error.ts';
import type { Destination } from './destination.ts';
import type { FileGroup } from './group-builds.ts';
import { sendBuild, type SendOptions, type SentBuild } from './send-build.ts';

/** Builds that are sent at once. */
const CONCURRENCY = 4;

/** Sends every build; one that fails does not stop the others, unless the credentials are what fails. */
export async function sendBuilds(
  groups: readonly FileGroup[],
  destination: Destination,
  options: SendOptions,
  { signal }: Context,
): Promise<SentBuild[]> {
  return await inParallel(groups, CONCURRENCY, async (group) => {
    signal.throwIfAborted();
    try {
      return await sendBuild(group, destination, options);
    } catch (error) {
      if (signal.aborted || groups.length === 1 || stopsEverything(error)) throw error;
      const assets = new Map(group.files.map(({ asset }) => [asset.name, 'not-uploaded' as const]));
      return { group, outcome: 'failed', assets, error };
    }
  });
}

/** How many of the builds that failed the error names; the report has all of them. */
const NAMED = 10;

/** The error of an upload of which some builds failed; undefined when none did. Why each did is in the report. */
export function failureOf(sent: readonly SentBuild[]): unknown {
  const failed = sent.filter(({ outcome }) => outcome === 'failed');
  const [first] = failed;
  if (first === undefined) return undefined;
  if (failed.length === sent.length) return first.error;
  const named = failed.slice(0, NAMED).map(({ group }) => buildName(group));
  const more = failed.length > NAMED ? [`and ${failed.length - NAMED} more`] : [];
  return new TwineError(
    'files-not-uploaded',
    `${failed.length} of ${sent.length} builds failed: ${[...named, ...more].join(', ')}`,
    'Mend what is said of each and run the same command again: what is there already is not sent twice.',
    { side: 'destination', cause: first.error },
  );
}

/** `pyabc==1.0.0 build 23`. */
export function buildName({ build, ref }: FileGroup): string {
  return `${formatVersion(ref)}${build === undefined ? '' : ` build ${build}`}`;
}

function stopsEverything(error: unknown): boolean {
  return hasCode(
    error,
    'access-denied',
    'credentials-expired',
    'credentials-invalid',
    'credentials-missing',
    'token-expired',
  );
}
