import type { PreparedPromotion } from '@buildset/cli-kit';
import { type CheckedSet, hasCode, promote, type PromotionRequest, type TogetherItem } from '@buildset/core';
import {
  bestVersion,
  compareVersions,
  type DependencyIndex,
  type MissingDependency,
  missingDependencies,
  parseRequirement,
  type TargetEnvironment,
} from '@buildset/format-pypi';
import { dependencyCheck, indexOf, requirementsOf, targetsOf } from './check-dependencies.ts';

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
  /** Versions on their way, by canonical name. */
  readonly #planned = new Map<string, string>();
  readonly #requests: PromotionRequest[] = [];

  constructor(prepared: PreparedPromotion, environments: readonly TargetEnvironment[]) {
    const { ports, request } = prepared;
    this.#prepared = prepared;
    this.#environments = environments;
    this.#offered = indexOf(ports.destination.reader(request.to));
    this.#source = indexOf(ports.source.reader(request.from));
  }

  /** In the order in which they are to be promoted. */
  get items(): readonly TogetherItem[] {
    const { ports, request } = this.#prepared;
    const { from, to } = request;
    const check = dependencyCheck({ index: this.#index, environments: this.#environments, from, to });
    return this.#requests.map((one) => ({ request: one, ports: { ...ports, check } }));
  }

  async add(request: PromotionRequest): Promise<void> {
    this.#planned.set(request.ref.name, request.ref.version);
    const { missing, python } = await this.#missingFor(request);
    for (const { name, requirement } of missing) {
      if (this.#planned.has(name)) continue;
      const version = await this.#versionInSource(name, requirement, python);
      if (version === undefined) continue;
      await this.add({ ...request, ref: { format: 'pypi', name, version }, selector: { by: 'last' } });
    }
    this.#requests.push(request);
  }

  /** What the destination offers, and what is on its way there. */
  readonly #index: DependencyIndex = async (name) => {
    const version = this.#planned.get(name);
    const offered = await this.#offered(name);
    return version === undefined ? offered : [...offered, { version }];
  };

  /** Nothing for a build that is there already, or that cannot be promoted: its promotion says why. */
  async #missingFor(request: PromotionRequest): Promise<Missing> {
    const { options, ports } = this.#prepared;
    let seen: CheckedSet | undefined;
    const check = async (set: CheckedSet): Promise<undefined> => void (seen = set);
    const { signal } = options;
    try {
      await promote({ ...request, dryRun: true }, { ...ports, check }, signal ? { signal } : {});
    } catch (error) {
      const isRoot = request.ref === this.#prepared.request.ref;
      if (isRoot || !hasCode(error, 'no-such-build', 'unrecorded-build', 'set-open', 'ambiguous-set')) throw error;
      return NOTHING;
    }
    if (!seen) return NOTHING;
    const required = await requirementsOf(seen);
    const targets = targetsOf(required, this.#environments);
    const missing = await missingDependencies(required.requiresDist, targets, this.#index);
    return { missing, python: targets[0]?.markers.python_full_version ?? '' };
  }

  /** As the source spells it; only what the repository itself holds can be promoted from it. */
  async #versionInSource(name: string, text: string, python: string): Promise<string | undefined> {
    const { ports, request } = this.#prepared;
    const requirement = parseRequirement(text);
    const reader = ports.source.reader(request.from);
    const offered = await this.#source(name);
    const held = await reader.listVersions({ format: 'pypi', name }, { status: 'Published' });
    const own = offered.filter(({ version }) => held.items.some((one) => isSame(one.version, version)));
    const best = bestVersion(requirement, own, python);
    return best === undefined ? undefined : held.items.find(({ version }) => isSame(version, best))?.version;
  }
}

/** What a build requires and the destination does not offer, and for which Python a version is chosen. */
interface Missing {
  readonly missing: readonly MissingDependency[];
  readonly python: string;
}

const NOTHING: Missing = { missing: [], python: '' };

function isSame(a: string, b: string): boolean {
  return compareVersions(a, b) === 0;
}
