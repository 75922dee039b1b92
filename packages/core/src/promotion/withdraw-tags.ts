import { hasCode } from '../coded-error.ts';
import { formatPackage, type VersionRef, versionOf } from '../coordinates.ts';
import type { HeldLease } from '../log/lease.ts';
import type { Tagged } from '../log/state.ts';
import type { TagRules } from '../ports/format-adapter.ts';
import type { RepositoryWriter } from '../ports/registry.ts';
import { tagsAt } from './plan-tags.ts';

/**
 * Where the dist-tags of a version go when it is withdrawn: `latest` to the latest of the other versions, a release if
 * there is one; any other is taken away, since it would lead nowhere. One request.
 */
export async function tagsLeaving(destination: RepositoryWriter, ref: VersionRef, rules: TagRules): Promise<Tagged> {
  const packument = await destination.readPackument(ref);
  const others = [...(packument?.versions.keys() ?? [])].filter((version) => version !== ref.version);
  const releases = others.filter((version) => !rules.isPrerelease(version));
  const [latest] = (releases.length > 0 ? releases : others).sort((a, b) => rules.compareVersions(b, a));
  return tagsAt(packument?.tags, ref.version).map((tag) => ({
    tag,
    before: ref.version,
    ...(tag === 'latest' && latest !== undefined ? { after: latest } : {}),
  }));
}

/**
 * Points them there, before the version goes. That the caller may not is no reason to leave a bad version where it is: a
 * warning says what is left to do. Returns what to say of it.
 */
export async function pointTagsAway(
  destination: RepositoryWriter,
  ref: VersionRef,
  tags: Tagged,
  lease: HeldLease,
): Promise<string[]> {
  const said: string[] = [];
  for (const { after, tag } of tags) {
    await lease.confirm();
    try {
      if (after === undefined) await destination.removeDistTag(ref, tag);
      else await destination.setDistTag(versionOf(ref, after), tag);
      said.push(
        after === undefined
          ? `${tag} pointed at it, and is gone.`
          : `${tag} pointed at it, and points at ${after} now.`,
      );
    } catch (error) {
      if (!hasCode(error, 'access-denied')) throw error;
      const name = formatPackage(ref);
      const change = after === undefined ? `rm ${name}` : `add ${name}@${after}`;
      said.push(`${tag} still points at it, since these credentials may not publish: npm dist-tag ${change} ${tag}.`);
    }
  }
  return said;
}
