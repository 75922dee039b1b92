import type { VersionRef } from '../coordinates.ts';
import type { Objection } from '../promotion/request.ts';
import type { AssetPublisher, InstallerFile } from './registry.ts';

/** A package index outside CodeArtifact: files can be added to it and seen in it, and nothing else. */
export interface OutsideIndex extends AssetPublisher {
  /** Its address without a login: what messages and the log call it. */
  readonly address: string;
  /** The files that installers are offered of a version, maybe among others of its package; none where it is not known. */
  files(ref: VersionRef): Promise<readonly InstallerFile[]>;
  /** Why a version must not be added, where the index has a say in that. Asked before anything is sent; reads only. */
  objectionTo?(ref: VersionRef): Promise<Objection | undefined>;
}
