import type { PreparedPromotion } from '@buildset/cli-kit';
import { type CheckedSet, hasCode, promote, type PromotionRequest, type TogetherItem } from '@buildset/core';
import {
  bestVersion,
  type DependencyIndex,
  type MissingDependency,
  missingDependencies,
  parseRequirement,
  type TargetEnvironment,
} from '@buildset/format-pypi';
import { dependencyCheck, type Offer, offerOf, targetsOf } from './check-dependencies.ts';
import { findVersion, heldVersions, indexOf } from './dependency-index.ts';

/**
 * A promotion and, before it, those of the builds in its source that it requires and that the destination does not offer,
 * each after what it requires itself. Of such a package the best version that fits is taken, and of that the build of the
 * highest tag. Every promotion is checked once more, counting those that go before it. Reads only.
 */
export async function planDependencies(
  prepared: PreparedPromotion,
  environments: readonly TargetEnvironment[],
): Promise<readonly TogetherItem[]> {
  const plan = new DependencyPlan(prepared, environments);
  await plan.add(prepared.request);
  return plan.items;
}

class DependencyPlan {
  readonly #prepared: PreparedPromotion;
  readonly #environments: readonly TargetEnvironment[];
  readonly #offered: DependencyIndex;
  readonly #source: DependencyIndex;
  /** What is on its way, by canonical name. */
  readonly #planned = new Map<string, Offer>();
  readonly #requests: PromotionRequest[] = [];

  constructor(prepared: PreparedPromotion, environments: readonly TargetEnvironment[]) {
    const { ports, request } = prepared;
    this.#prepared = prepared;
    this.#environments = environments;
    this.#offered = indexOf(ports.destination.reader(request.to), ports.spool);
    this.#source = indexOf(ports.source.reader(request.from), ports.spool);
  }

  /** In the order in which they are to be promoted. */
  get items(): readonly TogetherItem[] {
    const { ports, request } = this.#prepared;
    const { from, to } = request;
    const check = dependencyCheck({ index: this.#index, environments: this.#environments, from, to });
    return this.#requests.map((one) => ({ request: one, ports: { ...ports, check } }));
  }

  async add(request: PromotionRequest): Promise<void> {
    const offer = await this.#offerOf(request);
    this.#planned.set(request.ref.name, offer);
    // What was added may have extras, whose requirements only the next round knows.
    while (await this.#addMissing(request, offer));
    this.#requests.push(request);
  }

  /** Whether anything was added. */
  async #addMissing(request: PromotionRequest, { files, requiresDist }: Offer): Promise<boolean> {
    const targets = targetsOf(files, this.#environments);
    const before = this.#planned.size;
    for (const missing of await missingDependencies(requiresDist, targets, this.#index)) {
      if (this.#planned.has(missing.name)) continue;
      const target = targets.find(({ label }) => label === missing.environment);
      const ref = target && (await this.#versionInSource(missing, target));
      if (ref !== undefined) await this.add({ ...request, ref, selector: { by: 'last' } });
    }
    return this.#planned.size > before;
  }

  /** What the destination offers, and what is on its way there. */
  readonly #index: DependencyIndex = {
    versions: async (name) => [...(await this.#offered.versions(name)), ...(this.#planned.get(name)?.files ?? [])],
    requiresDist: async (name, version) => {
      const planned = this.#planned.get(name);
      const isPlanned = planned?.files.some((file) => file.version === version) === true;
      return isPlanned ? planned.requiresDist : await this.#offered.requiresDist(name, version);
    },
  };

  /** Requires nothing when it is there already, or cannot be promoted: its promotion says why. */
  async #offerOf(request: PromotionRequest): Promise<Offer> {
    const { options, ports } = this.#prepared;
    const nothing: Offer = { requiresDist: [], files: [{ version: request.ref.version }] };
    let seen: CheckedSet | undefined;
    const check = async (set: CheckedSet): Promise<undefined> => void (seen = set);
    const { signal } = options;
    try {
      await promote({ ...request, dryRun: true }, { ...ports, check }, signal ? { signal } : {});
    } catch (error) {
      const isRoot = request.ref === this.#prepared.request.ref;
      if (isRoot || !hasCode(error, 'no-such-build', 'unrecorded-build', 'set-open', 'ambiguous-set')) throw error;
      return nothing;
    }
    return seen ? await offerOf(seen) : nothing;
  }

  /** The best that fits of those that the source itself holds: nothing else can be promoted from it. */
  async #versionInSource({ name, requirement }: MissingDependency, target: TargetEnvironment) {
    const { ports, request } = this.#prepared;
    const held = await heldVersions(ports.source.reader(request.from), name);
    const offered = (await this.#source.versions(name)).filter(({ version }) => findVersion(held, version));
    const best = bestVersion(parseRequirement(requirement), offered, target);
    return best === undefined ? undefined : findVersion(held, best);
  }
}
