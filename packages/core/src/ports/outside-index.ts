import type { PackageRef } from '../coordinates.ts';
import type { AssetPublisher, InstallerFile } from './registry.ts';

/** A package index outside CodeArtifact: files can be added to it and seen in it, and nothing else. */
export interface OutsideIndex extends AssetPublisher {
  /** Its address without a login: what messages and the log call it. */
  readonly address: string;
  /** The files that installers are offered of a package, of all its versions; none where the package is not known. */
  files(pkg: PackageRef): Promise<readonly InstallerFile[]>;
}
