import type { Publication } from '@buildset/core';
import type { RequestRunner } from './request-runner.ts';
import type { RequestSubject } from './request-subject.ts';
import { verified } from './verified-stream.ts';

/** The bytes of a publication from their beginning: verified, and counted as they are sent. */
export async function sentContent(
  { asset, onBytes, open }: Publication,
  { coordinates }: RequestSubject,
  runner: RequestRunner,
): Promise<AsyncIterable<Uint8Array>> {
  return verified(await open(), asset, {
    side: 'local',
    what: `the bytes of ${asset.name}`,
    coordinates,
    onBytes: (bytes) => {
      runner.transferred(bytes);
      onBytes?.(bytes);
    },
  });
}
