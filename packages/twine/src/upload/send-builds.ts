import { type Context, inParallel } from '@buildset/cli-kit';
import { formatVersion, hasCode } from '@buildset/core';
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

/** The error of an upload of which some builds failed; undefined when none did. */
export function failureOf(sent: readonly SentBuild[]): unknown {
  const failed = sent.filter(({ outcome }) => outcome === 'failed');
  const [first] = failed;
  if (first === undefined) return undefined;
  if (failed.length === sent.length) return first.error;
  const reasons = failed.map(({ error, group }) => {
    const reason = error instanceof Error ? error.message : String(error);
    return `${formatVersion(group.ref)}${group.build === undefined ? '' : ` build ${group.build}`}: ${reason}`;
  });
  return new TwineError(
    'files-not-uploaded',
    `${failed.length} of ${sent.length} builds failed. ${reasons.join(' ')}`,
    'Mend what is named and run the same command again: what is there already is not sent twice.',
    { side: 'destination', cause: first.error },
  );
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
