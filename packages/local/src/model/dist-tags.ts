import type { Services } from '../services.ts';
import type { Metadata } from '../storage/metadata.ts';
import { currentRevision } from './revision.ts';

/** Points a tag of the package at one of its versions. */
export async function setDistTag(
  m: Metadata,
  services: Services,
  packageId: number,
  tag: string,
  version: string,
): Promise<void> {
  const before = (await m.distTags.list(packageId)).get(tag);
  await m.distTags.set(packageId, tag, version);
  await revise(m, services, packageId, [before, version]);
}

export async function removeDistTag(m: Metadata, services: Services, packageId: number, tag: string): Promise<void> {
  const before = (await m.distTags.list(packageId)).get(tag);
  await m.distTags.remove(packageId, tag);
  await revise(m, services, packageId, [before]);
}

/** What becomes of the tags that pointed at a version which was just deleted. */
export async function untagDeleted(m: Metadata, services: Services, packageId: number, version: string): Promise<void> {
  const answer = services.assumptions['dangling-tags'];
  if (answer === 'keep') return;
  const wasLatest = (await m.distTags.list(packageId)).get('latest') === version;
  await m.distTags.removeOf(packageId, version);
  if (answer !== 'newest' || !wasLatest) return;
  const [newest] = await m.versions.listNewest(packageId, { statuses: ['Published'] }, { limit: 1 });
  if (newest) await setDistTag(m, services, packageId, 'latest', newest.version);
}

async function revise(
  m: Metadata,
  services: Services,
  packageId: number,
  names: readonly (string | undefined)[],
): Promise<void> {
  if (services.assumptions['dist-tags-change-revision'] === 'no') return;
  for (const name of new Set(names)) {
    const version = name === undefined ? undefined : await m.versions.find(packageId, name);
    if (!version) continue;
    const assets = await m.assets.digests(version.id);
    await m.versions.update(version.id, { revision: await currentRevision(m, services, { ...version, assets }) });
  }
}
