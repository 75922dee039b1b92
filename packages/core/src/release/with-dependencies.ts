import { hasCode } from '../coded-error.ts';
import { formatVersion, type VersionRef } from '../coordinates.ts';
import { promote } from '../promotion/promote.ts';
import type { CheckedSet, PromotionOptions, PromotionRequest, Selector, SetCheck } from '../promotion/request.ts';
import type { TogetherItem } from './promote-together.ts';

/** A build of the source that another one requires. */
export interface RequiredBuild {
  readonly ref: VersionRef;
  readonly selector: Selector;
}

/** A version that is on its way to the destination, with the first or as the first. */
export interface PlannedBuild {
  readonly ref: VersionRef;
  /** Absent where it is there already, or cannot be promoted. */
  readonly set?: CheckedSet;
}

/** What the packages of a format require of each other, between the source and the destination of a promotion. */
export interface Dependencies {
  /**
   * What a set requires, the source has, and neither the destination offers nor is `planned`. `planned` grows by what was
   * told and by what that requires, so the next one is looked for when it is asked for. Reads only.
   */
  missing(set: CheckedSet, planned: readonly PlannedBuild[]): AsyncIterable<RequiredBuild>;
  /** Objects to a set that requires what neither the destination offers nor is `planned`. */
  check(planned: readonly PlannedBuild[]): SetCheck;
}

/**
 * A promotion and, before it, those of the builds in its source that it requires and that the destination does not offer,
 * each once and after what it requires itself; in a circle, after all but one. Every promotion is checked once more,
 * counting those that go with it. The dist-tags that were asked for are those of the first package. Reads only. Throws what
 * a selection and the dependencies throw.
 */
export async function withDependencies(
  item: TogetherItem,
  dependencies: Dependencies,
  options: Pick<PromotionOptions, 'signal'> = {},
): Promise<readonly TogetherItem[]> {
  const { ports, request: root } = item;
  const planned: PlannedBuild[] = [];
  const requests: PromotionRequest[] = [];
  const add = async (request: PromotionRequest): Promise<void> => {
    const { ref } = request;
    const set = await toPromote({ request, ports }, request === root, options);
    planned.push({ ref, ...(set ? { set } : {}) });
    if (set) {
      for await (const required of dependencies.missing(set, planned)) {
        if (!planned.some((one) => formatVersion(one.ref) === formatVersion(required.ref))) {
          await add({ ...withoutTags(root), ...required });
        }
      }
    }
    requests.push(request);
  };
  await add(root);
  const checked = { ...ports, check: dependencies.check(planned) };
  return requests.map((request) => ({ request, ports: checked }));
}

/** The set that a promotion means; undefined where it is there already, or what is required cannot be promoted: its promotion says why. */
async function toPromote(
  { ports, request }: TogetherItem,
  isRoot: boolean,
  { signal }: Pick<PromotionOptions, 'signal'>,
): Promise<CheckedSet | undefined> {
  let seen: CheckedSet | undefined;
  const check = async (set: CheckedSet): Promise<undefined> => void (seen = set);
  try {
    await promote({ ...request, dryRun: true }, { ...ports, check }, signal ? { signal } : {});
  } catch (error) {
    if (isRoot || !hasCode(error, 'no-such-build', 'unrecorded-build', 'set-open', 'ambiguous-set')) throw error;
  }
  return seen;
}

/** Nobody asked for `--tag next` on what a package happens to require. */
function withoutTags({ tags, ...request }: PromotionRequest): PromotionRequest {
  return tags?.move === 'keep' ? { ...request, tags } : request;
}
