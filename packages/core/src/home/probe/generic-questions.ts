import { once } from '../../bytes.ts';
import type { ServiceAnswers } from '../../promotion/service-answers.ts';
import { sha256Of } from '../../sha256.ts';
import type { ProbeBench } from './bench.ts';

/** How many publish the same version at once. */
const WRITERS = 4;

/** Whether an open version is listed, and its assets. */
export async function listsUnfinished(bench: ProbeBench): Promise<ServiceAnswers> {
  const { destination } = bench;
  const ref = bench.version('1.0.0');
  await bench.publish(ref, 1, { to: destination, unfinished: true });
  const [versions, assets] = await Promise.all([destination.listVersions(bench.pkg), destination.listAssets(ref)]);
  return {
    'list-unfinished': versions.items.some(({ version }) => version === ref.version) ? 'yes' : 'no',
    'list-unfinished-assets': assets?.assets.length === 1 ? 'yes' : 'no',
  };
}

/** What publishing the same bytes again to a Published version gives. */
export async function sameBytesOnPublished(bench: ProbeBench): Promise<ServiceAnswers> {
  const ref = bench.version('1.0.0');
  await bench.publish(ref, 1, { to: bench.destination });
  const again = await bench.publish(ref, 1, { to: bench.destination });
  return { 'same-bytes-on-published': again.outcome === 'published' ? 'ok' : 'conflict' };
}

/** Whether exactly one of several first publishers of a version wins: what the log stands on. */
export async function concurrentFirstPublish(bench: ProbeBench): Promise<ServiceAnswers> {
  const { destination } = bench;
  const ref = bench.version('1.0.0');
  const contents = Array.from({ length: WRITERS }, (_, writer) => new TextEncoder().encode(`writer ${writer}`));
  const publish = (content: Uint8Array) => {
    const asset = { name: 'event.json', size: content.length, sha256: sha256Of(content) };
    return destination.publishAsset(ref, { asset, open: async () => once(content) });
  };
  const outcomes = await Promise.all(contents.map(publish));
  const winners = outcomes.filter(({ outcome }) => outcome === 'published').length;
  const held = (await destination.listAssets(ref))?.assets ?? [];
  return { 'concurrent-first-publish': winners === 1 && held.length === 1 ? 'one-wins' : 'unsafe' };
}
