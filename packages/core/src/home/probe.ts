import { once } from '../bytes.ts';
import { hasCode } from '../coded-error.ts';
import { type PackageRef, versionOf } from '../coordinates.ts';
import type { Domain } from '../ports/domain.ts';
import type { DocumentMaker } from '../ports/publish-document.ts';
import type { FormField, Publication, RepositoryWriter } from '../ports/registry.ts';
import type { ServiceAnswers } from '../promotion/service-answers.ts';
import { sha256Of } from '../sha256.ts';
import type { Home } from './home.ts';
import { tagQuestions } from './probe-tags.ts';

/** Makes small publishable files of a format, for asking the service how it treats them. */
export interface ProbeSamples {
  /** A package that nobody uses, made unique by `nonce`. */
  pkg(nonce: string): PackageRef;
  /** A file of `version`; different `build` numbers give different bytes, and names where a version has several files. */
  file(pkg: PackageRef, version: string, build: number): ProbeFile | Promise<ProbeFile>;
}

export interface ProbeFile {
  readonly name: string;
  readonly content: Uint8Array;
  /** pypi: the upload form's metadata fields. */
  readonly fields?: readonly FormField[];
  /** npm: makes the document that publishes it. */
  readonly document?: DocumentMaker;
}

/** Samples of generic packages. */
export const genericSamples: ProbeSamples = {
  pkg: (nonce) => ({ format: 'generic', namespace: 'buildset.probe', name: `probe-${nonce}` }),
  file: (_pkg, version, build) => ({ name: `${build}.txt`, content: new TextEncoder().encode(`${version} ${build}`) }),
};

/**
 * Asks the service, in throw-away packages of the home and the transit, what AWS documents nowhere. The packages are
 * deleted afterwards, also when a question fails.
 */
export async function probe(domain: Domain, home: Home, samples: ProbeSamples): Promise<ServiceAnswers> {
  const pkg = samples.pkg(home.random.nonce().slice(0, 12));
  const ask = new Probe(home, samples, pkg);
  try {
    return {
      ...(pkg.format === 'npm' ? await ask.npmQuestions() : {}),
      ...(await ask.overwritingCopy()),
      ...(await ask.copyOntoArchived()),
      ...(pkg.format === 'generic' ? await ask.genericQuestions() : {}),
      ...(await ask.copyUnderPublishBlock(domain)),
    };
  } finally {
    await Promise.all([home.records, home.transit].map((r) => domain.deletePackage(r.repository.repository, pkg)));
  }
}

class Probe {
  readonly #home: Home;
  readonly #samples: ProbeSamples;
  readonly #pkg: PackageRef;

  constructor(home: Home, samples: ProbeSamples, pkg: PackageRef) {
    this.#home = home;
    this.#samples = samples;
    this.#pkg = pkg;
  }

  /** Of a package that has no version yet: to be asked first. */
  async npmQuestions(): Promise<ServiceAnswers> {
    return await tagQuestions(this.#home.transit, this.#pkg, (version) => this.#publication(version, 1));
  }

  /** Holds build 1 at the destination, copies build 2 over it, and looks whether build 2 alone is there then. */
  async overwritingCopy(): Promise<ServiceAnswers> {
    const ref = await this.#copyBuild1('1.0.0');
    await this.#copyBuild2(ref, '1.0.0');
    const [only, ...others] = (await this.#home.records.listAssets(ref))?.assets ?? [];
    const { asset } = await this.#publication('1.0.0', 2);
    return { 'copy-overwrite': only?.sha256 === asset.sha256 && others.length === 0 ? 'replace' : 'merge' };
  }

  /** The same onto a version that is Archived at the destination. */
  async copyOntoArchived(): Promise<ServiceAnswers> {
    const { records } = this.#home;
    const ref = await this.#copyBuild1('2.0.0');
    const before = await records.describeVersion(ref);
    await records.updateStatus(ref, { to: 'Archived', expected: 'Published' });
    const after = await records.describeVersion(ref);
    const revision: ServiceAnswers = { 'status-changes-revision': before?.revision === after?.revision ? 'no' : 'yes' };
    try {
      await this.#copyBuild2(ref, '2.0.0');
    } catch (error) {
      if (!hasCode(error, 'not-allowed', 'conflict', 'mismatched-status')) throw error;
      return { ...revision, 'copy-onto-archived': 'refuse' };
    }
    const copied = await records.describeVersion(ref);
    return { ...revision, 'copy-onto-archived': copied?.status === 'Published' ? 'allow' : 'refuse' };
  }

  /** What records, notes and the log depend on. */
  async genericQuestions(): Promise<ServiceAnswers> {
    const { records } = this.#home;
    const open = versionOf(this.#pkg, '3.0.0');
    await records.publishAsset(open, await this.#publication('3.0.0', 1, true));
    const listed = (await records.listAssets(open))?.assets.length === 1;
    const sealed = versionOf(this.#pkg, '4.0.0');
    await records.publishAsset(sealed, await this.#publication('4.0.0', 1));
    const again = await records.publishAsset(sealed, await this.#publication('4.0.0', 1));
    return {
      'list-unfinished': listed ? 'yes' : 'no',
      'same-bytes-on-published': again.outcome === 'published' ? 'ok' : 'conflict',
      'concurrent-first-publish': await this.#concurrentFirstPublish(),
    };
  }

  /** Blocks direct publishing at the destination, then copies there. */
  async copyUnderPublishBlock(domain: Domain): Promise<ServiceAnswers> {
    const { records, transit } = this.#home;
    const ref = versionOf(this.#pkg, '5.0.0');
    await transit.publishAsset(ref, await this.#publication('5.0.0', 1));
    await domain.setOriginControls(records.repository.repository, this.#pkg, { publish: 'BLOCK', upstream: 'BLOCK' });
    try {
      const copied = await this.#copy(ref);
      return { 'copy-under-publish-block': copied ? 'allow' : 'refuse' };
    } catch (error) {
      if (!hasCode(error, 'not-allowed', 'access-denied', 'conflict')) throw error;
      return { 'copy-under-publish-block': 'refuse' };
    }
  }

  async #concurrentFirstPublish(): Promise<'one-wins' | 'unsafe'> {
    const ref = versionOf(this.#pkg, '6.0.0');
    const contents = [1, 2, 3, 4].map((build) => new TextEncoder().encode(`writer ${build}`));
    const publish = (content: Uint8Array) => {
      const asset = { name: 'event.json', size: content.length, sha256: sha256Of(content) };
      return this.#home.records.publishAsset(ref, { asset, open: async () => once(content) });
    };
    const outcomes = await Promise.all(contents.map(publish));
    const winners = outcomes.filter(({ outcome }) => outcome === 'published').length;
    const assets = (await this.#home.records.listAssets(ref))?.assets ?? [];
    return winners === 1 && assets.length === 1 ? 'one-wins' : 'unsafe';
  }

  async #copyBuild1(version: string) {
    const ref = versionOf(this.#pkg, version);
    await this.#home.transit.publishAsset(ref, await this.#publication(version, 1));
    await this.#copy(ref);
    return ref;
  }

  /** Makes the transit hold build 2 alone and copies that over the destination's. */
  async #copyBuild2(ref: ReturnType<typeof versionOf>, version: string): Promise<void> {
    const { transit } = this.#home;
    await transit.updateStatus(ref, { to: 'Archived', expected: 'Published' });
    await transit.deleteVersion(ref, { expected: 'Archived' });
    await transit.publishAsset(ref, await this.#publication(version, 2));
    await this.#copy(ref, true);
  }

  async #copy(ref: ReturnType<typeof versionOf>, allowOverwrite = false): Promise<boolean> {
    const { records, transit }: { records: RepositoryWriter; transit: RepositoryWriter } = this.#home;
    const { revision } = (await transit.listAssets(ref)) ?? {};
    if (!revision) return false;
    const { outcome } = await records.copyVersion({ from: transit.repository, ref, revision, allowOverwrite });
    return outcome === 'copied';
  }

  async #publication(version: string, build: number, unfinished = false): Promise<Publication> {
    const { content, name, ...how } = await this.#samples.file(this.#pkg, version, build);
    const asset = { name, size: content.length, sha256: sha256Of(content) };
    return { asset, open: async () => once(content), unfinished, ...how };
  }
}
