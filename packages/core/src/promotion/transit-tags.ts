import { once } from '../bytes.ts';
import { CodedError } from '../coded-error.ts';
import { formatVersion, type VersionRef, versionOf } from '../coordinates.ts';
import type { Home } from '../home/home.ts';
import type { HeldLease } from '../log/lease.ts';
import type { TagRules } from '../ports/format-adapter.ts';
import type { Publication, RepositoryWriter } from '../ports/registry.ts';
import { sha256Of } from '../sha256.ts';
import { type TagPlan, tagsAt } from './plan-tags.ts';

/** The version that holds `latest` in the transit when none that is copied may: a registry may refuse to remove that tag. */
export const SENTINEL_VERSION = '0.0.0-buildset';

const LATEST = 'latest';
/** How long what was written may take to show. */
const VISIBLE_WITHIN_MS = 30_000;
const MAX_WAIT_MS = 5_000;

/**
 * Makes the transit's version carry exactly the planned tags, and its deprecation, whatever a publish or a copy gave it,
 * and reads them back: a copy takes along all that point at the version. The lease is confirmed before each change.
 * Throws `not-assembled` when they do not become so.
 */
export async function carryTags(
  home: Home,
  ref: VersionRef,
  plan: TagPlan,
  rules: TagRules,
  lease: HeldLease,
): Promise<void> {
  const deadline = home.clock.now().getTime() + VISIBLE_WITHIN_MS;
  for (let round = 1, wait = 100; ; round += 1) {
    const packument = await home.transit.readPackument(ref);
    const shown = packument?.versions.get(ref.version);
    const has = tagsAt(packument?.tags, ref.version);
    const missing = plan.carried.filter((tag) => !has.includes(tag));
    const extra = has.filter((tag) => !plan.carried.includes(tag));
    const isRight = missing.length + extra.length === 0 && shown?.deprecated === plan.deprecated;
    if (shown && isRight) return;
    if (home.clock.now().getTime() > deadline) throw notCarried(ref, has, plan);
    // Read back at once; what does not show then is given time.
    if (round > 1 || !shown) {
      await home.timer.sleep(wait);
      wait = Math.min(wait * 2, MAX_WAIT_MS);
    }
    if (shown) {
      await lease.confirm();
      for (const tag of missing) await home.transit.setDistTag(ref, tag);
      for (const tag of extra) await takeOff(home.transit, ref, tag, rules);
      if (shown.deprecated !== plan.deprecated) await home.transit.deprecateVersion(ref, plan.deprecated ?? '');
    }
  }
}

async function takeOff(transit: RepositoryWriter, ref: VersionRef, tag: string, rules: TagRules): Promise<void> {
  if (tag !== LATEST) return await transit.removeDistTag(ref, tag);
  const sentinel = versionOf(ref, SENTINEL_VERSION);
  if (!(await transit.describeVersion(sentinel))) await publishSentinel(transit, sentinel, rules);
  await transit.setDistTag(sentinel, tag);
}

async function publishSentinel(transit: RepositoryWriter, sentinel: VersionRef, rules: TagRules): Promise<void> {
  const { assetName, content, document } = await rules.placeholder(sentinel);
  const asset = { name: assetName, size: content.length, sha256: sha256Of(content) };
  const publication: Publication = { asset, document, tag: LATEST, open: async () => once(content) };
  // A conflict says that there is one already, which is as good.
  await transit.publishAsset(sentinel, publication);
}

function notCarried(ref: VersionRef, has: readonly string[], { carried }: TagPlan): CodedError {
  return new CodedError(
    'not-assembled',
    `${formatVersion(ref)} in the transit has the dist-tags ${listed(has)}, not ${listed(carried)}.`,
    {
      side: 'home',
      retryable: true,
      next: 'Run the command again. If it stays so, somebody else writes to the transit repository.',
    },
  );
}

function listed(tags: readonly string[]): string {
  return tags.length === 0 ? 'none' : tags.join(', ');
}
