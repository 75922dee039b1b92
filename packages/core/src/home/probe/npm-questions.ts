import type { ServiceAnswers } from '../../promotion/service-answers.ts';
import { inconclusive, PROBE_TAG, type ProbeBench } from './bench.ts';

/** Whether a publish that names another dist-tag sets `latest` too. */
export async function latestOnPublish(bench: ProbeBench): Promise<ServiceAnswers> {
  const ref = bench.version('1.0.0');
  await bench.publish(ref, 1);
  const tags = (await bench.source.readPackument(ref))?.tags;
  if (tags?.get(PROBE_TAG) !== ref.version) throw inconclusive('the dist-tag that was published is not shown');
  return { 'latest-on-publish': tags.has('latest') ? 'forced' : 'as-sent' };
}

/**
 * What becomes of the dist-tags of a version that is deleted: `latest` moves, or all are dropped, or they are kept, which
 * shows when the version is published again.
 */
export async function tagsAfterDelete(bench: ProbeBench): Promise<ServiceAnswers> {
  const [kept, deleted] = [bench.version('1.0.0'), bench.version('2.0.0')];
  const { source } = bench;
  await bench.publish(kept, 1);
  await bench.publish(deleted, 1, { tag: 'latest' });
  await source.setDistTag(deleted, 'probe-2');
  await source.updateStatus(deleted, { to: 'Archived', expected: 'Published' });
  await source.deleteVersion(deleted, { expected: 'Archived' });
  const latest = (await source.readPackument(kept))?.tags.get('latest');
  if (latest === kept.version) return { 'dangling-tags': 'newest' };
  await bench.publish(deleted, 2);
  const again = (await source.readPackument(kept))?.tags;
  return { 'dangling-tags': again?.has('probe-2') === true ? 'keep' : 'drop' };
}

/** Whether a dist-tag, or a deprecation, makes another revision: a copy is pinned to one. */
export async function revisionAfterChange(bench: ProbeBench): Promise<ServiceAnswers> {
  const ref = bench.version('1.0.0');
  const revision = async () => (await bench.source.describeVersion(ref))?.revision;
  await bench.publish(ref, 1);
  const published = await revision();
  await bench.source.setDistTag(ref, 'probe-2');
  const tagged = await revision();
  await bench.source.deprecateVersion(ref, 'probe');
  const deprecated = await revision();
  return {
    'tags-change-revision': published === tagged ? 'no' : 'yes',
    'deprecation-changes-revision': tagged === deprecated ? 'no' : 'yes',
  };
}
