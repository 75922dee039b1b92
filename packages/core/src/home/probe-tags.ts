import { type PackageRef, type VersionRef, versionOf } from '../coordinates.ts';
import type { ServiceAnswers } from '../promotion/service-answers.ts';
import type { Publication, RepositoryWriter } from '../ports/registry.ts';

/**
 * Asks how npm's dist-tags and deprecations behave, in a package of `repository` that has no version yet. `publication`
 * makes what publishes a version of it.
 */
export async function tagQuestions(
  repository: RepositoryWriter,
  pkg: PackageRef,
  publication: (version: string) => Promise<Publication>,
): Promise<ServiceAnswers> {
  const publish = async (ref: VersionRef, tag: string): Promise<void> => {
    await repository.publishAsset(ref, { ...(await publication(ref.version)), tag });
  };
  const tags = async (): Promise<ReadonlyMap<string, string>> =>
    (await repository.readPackument(pkg))?.tags ?? new Map<string, string>();
  const revision = async (): Promise<unknown> => (await repository.describeVersion(first))?.revision;
  const [first, second] = [versionOf(pkg, '7.0.0'), versionOf(pkg, '8.0.0')];
  await publish(first, 'one');
  const isForced = (await tags()).has('latest');
  const published = await revision();
  await repository.setDistTag(first, 'two');
  const tagged = await revision();
  await repository.deprecateVersion(first, 'asked');
  const deprecated = await revision();
  await publish(second, 'three');
  await repository.deleteVersion(first, { expected: 'Published' });
  await publish(first, 'four');
  return {
    'latest-on-publish': isForced ? 'forced' : 'as-sent',
    'tags-change-revision': published === tagged ? 'no' : 'yes',
    'deprecation-changes-revision': tagged === deprecated ? 'no' : 'yes',
    'dangling-tags': (await tags()).get('two') === first.version ? 'keep' : 'drop',
  };
}
