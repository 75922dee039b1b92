import type { PackageRef, VersionRef } from '../coordinates.ts';
import { collect } from '../bytes.ts';
import type { OutsideIndex } from '../ports/outside-index.ts';
import type { InstallerFile, Publication, PublishOutcome } from '../ports/registry.ts';
import { type Sha256, sha256Of } from '../sha256.ts';

/** An index outside CodeArtifact, in memory: files are for good, as public indexes have it. */
export class MemoryIndex implements OutsideIndex {
  readonly address = 'https://index.example.com/legacy/';
  /** In the order in which they came. */
  readonly held: { readonly name: string; readonly sha256: Sha256; readonly pkg: string }[] = [];
  /** How many requests for files are answered as before the last upload: a cache. */
  staleReads = 0;
  #shown = 0;

  async files({ name }: PackageRef): Promise<readonly InstallerFile[]> {
    if (this.staleReads > 0) this.staleReads -= 1;
    else this.#shown = this.held.length;
    return this.held.slice(0, this.#shown).filter((file) => file.pkg === name);
  }

  async publishAsset({ name: pkg }: VersionRef, { asset, open }: Publication): Promise<PublishOutcome> {
    const sha256 = sha256Of(await collect(await open()));
    if (this.held.some((file) => file.name === asset.name)) return { outcome: 'conflict', message: 'already exists' };
    this.held.push({ name: asset.name, sha256, pkg });
    return { outcome: 'published' };
  }
}
