import type { PreparedPromotion } from '@buildset/cli-kit';
import type { CheckedSet, Dependencies, PlannedBuild, RequiredBuild, SetCheck, VersionRef } from '@buildset/core';
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
 * What Python packages require of each other, in the environments that are named, else in the default of each set. Of a
 * missing package the best version that fits is meant, and of that the build of the highest tag.
 */
export class PythonDependencies implements Dependencies {
  readonly #prepared: Pick<PreparedPromotion, 'ports' | 'request'>;
  readonly #environments: readonly TargetEnvironment[];
  readonly #offered: DependencyIndex;
  readonly #source: DependencyIndex;
  readonly #offers = new Map<CheckedSet, Promise<Offer>>();

  constructor(prepared: Pick<PreparedPromotion, 'ports' | 'request'>, environments: readonly TargetEnvironment[]) {
    const { ports, request } = prepared;
    this.#prepared = prepared;
    this.#environments = environments;
    this.#offered = indexOf(ports.destination.reader(request.to), ports);
    this.#source = indexOf(ports.source.reader(request.from), ports);
  }

  check(planned: readonly PlannedBuild[]): SetCheck {
    const { from, to } = this.#prepared.request;
    return dependencyCheck({ index: this.#indexWith(planned), environments: this.#environments, from, to });
  }

  async *missing(set: CheckedSet, planned: readonly PlannedBuild[]): AsyncGenerator<RequiredBuild> {
    const { files, requiresDist } = await this.#offerOf(set);
    const targets = targetsOf(files, this.#environments);
    const index = this.#indexWith(planned);
    let before: number;
    do {
      before = planned.length;
      for (const missing of await missingDependencies(requiresDist, targets, index)) {
        if (planned.some(({ ref }) => ref.name === missing.name)) continue;
        const target = targets.find(({ label }) => label === missing.environment);
        const ref = target && (await this.#versionInSource(missing, target));
        if (ref) yield { ref, selector: { by: 'last' } };
      }
      // What was planned meanwhile may have extras, whose requirements only the next round knows.
    } while (planned.length > before);
  }

  /** What the destination offers, and what is on its way there. */
  #indexWith(planned: readonly PlannedBuild[]): DependencyIndex {
    const offerOfPlanned = async (name: string): Promise<Offer | undefined> => {
      const found = planned.find(({ ref }) => ref.name === name);
      return found && (found.set ? await this.#offerOf(found.set) : { requiresDist: [], files: [found.ref] });
    };
    return {
      versions: async (name) => [
        ...(await this.#offered.versions(name)),
        ...((await offerOfPlanned(name))?.files ?? []),
      ],
      requiresDist: async (name, version) => {
        const coming = await offerOfPlanned(name);
        const isComing = coming?.files.some((file) => file.version === version) === true;
        return isComing ? coming.requiresDist : await this.#offered.requiresDist(name, version);
      },
    };
  }

  #offerOf(set: CheckedSet): Promise<Offer> {
    const offer = this.#offers.get(set) ?? offerOf(set);
    this.#offers.set(set, offer);
    return offer;
  }

  /** The best that fits of those that the source itself holds: nothing else can be promoted from it. */
  async #versionInSource(
    { name, requirement }: MissingDependency,
    target: TargetEnvironment,
  ): Promise<VersionRef | undefined> {
    const { ports, request } = this.#prepared;
    const held = await heldVersions(ports.source.reader(request.from), name);
    const offered = (await this.#source.versions(name)).filter(({ version }) => findVersion(held, version));
    const best = bestVersion(parseRequirement(requirement), offered, target);
    return best === undefined ? undefined : findVersion(held, best);
  }
}
