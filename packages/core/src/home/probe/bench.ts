import { once } from '../../bytes.ts';
import { CodedError, hasCode } from '../../coded-error.ts';
import { type PackageRef, type VersionRef, versionOf } from '../../coordinates.ts';
import type { Domain } from '../../ports/domain.ts';
import type { Publication, RepositoryWriter } from '../../ports/registry.ts';
import { sha256Of } from '../../sha256.ts';
import type { Home } from '../home.ts';
import type { ProbeSamples } from './samples.ts';

/** What a refused copy or publish fails with. */
const REFUSALS = ['not-allowed', 'access-denied', 'conflict', 'mismatched-status'] as const;
/** The dist-tag of what a question publishes, where it does not ask about tags. */
export const PROBE_TAG = 'probe';

/** A throw-away package in home and transit, and what questions do with it: the transit is the source of copies. */
export class ProbeBench {
  readonly domain: Domain;
  readonly home: Home;
  readonly pkg: PackageRef;
  readonly #samples: ProbeSamples;

  constructor(domain: Domain, home: Home, samples: ProbeSamples) {
    this.domain = domain;
    this.home = home;
    this.#samples = samples;
    this.pkg = samples.pkg(home.random.nonce().slice(0, 12));
  }

  get source(): RepositoryWriter {
    return this.home.transit;
  }

  get destination(): RepositoryWriter {
    return this.home.records;
  }

  version(version: string): VersionRef {
    return versionOf(this.pkg, version);
  }

  /** Publishes file `build` of a version into the source, or elsewhere. */
  async publish(
    ref: VersionRef,
    build: number,
    { to = this.source, ...more }: { readonly to?: RepositoryWriter } & Pick<Publication, 'unfinished' | 'tag'> = {},
  ) {
    return await to.publishAsset(ref, { ...(await this.#publication(ref, build)), tag: PROBE_TAG, ...more });
  }

  /** Copies a version from the source to the destination. */
  async copy(ref: VersionRef, allowOverwrite = false): Promise<void> {
    const { revision } = (await this.source.listAssets(ref)) ?? {};
    if (!revision) throw inconclusive(`${ref.name} ${ref.version} is not listed where it was published`);
    const copied = await this.destination.copyVersion({ from: this.source.repository, ref, revision, allowOverwrite });
    if (copied.outcome === 'already-exists') throw new CodedError('not-allowed', copied.message);
  }

  /** Makes the source hold file 2 alone, and copies that over the destination's file 1. */
  async copyOther(ref: VersionRef): Promise<void> {
    await this.source.updateStatus(ref, { to: 'Archived', expected: 'Published' });
    await this.source.deleteVersion(ref, { expected: 'Archived' });
    await this.publish(ref, 2);
    await this.copy(ref, true);
  }

  async remove(): Promise<void> {
    const places = [this.source, this.destination].map(({ repository }) => repository.repository);
    await Promise.all(places.map((name) => this.domain.deletePackage(name, this.pkg)));
  }

  async #publication(ref: VersionRef, build: number): Promise<Publication> {
    const { content, document, fields, name } = await this.#samples.file(this.pkg, ref.version, build);
    const asset = { name, size: content.length, sha256: sha256Of(content) };
    return {
      asset,
      open: async () => once(content),
      ...(fields ? { fields } : {}),
      ...(document ? { document } : {}),
    };
  }
}

/** Whether something that the service may refuse was done. Throws what is no refusal. */
export async function isDone(work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (hasCode(error, ...REFUSALS)) return false;
    throw error;
  }
}

/** The service did something that is none of the answers: better none than a wrong one. */
export function inconclusive(what: string): CodedError {
  return new CodedError('inconclusive', `The question has no answer: ${what}.`, { side: 'home' });
}
