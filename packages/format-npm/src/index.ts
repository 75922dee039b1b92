export { type DependencyOrder, dependencyOrder, type Dependent } from './dependency-order.ts';
export { pack, type PackedTarball, type PackOptions } from './disk/pack.ts';
export { type WorkspaceOrder, workspaceOrder, type WorkspacePackage } from './disk/workspace-order.ts';
export { findWorkspaceRoot } from './disk/workspace-root.ts';
export { NPM_ERROR_CODES, type NpmErrorCode } from './errors.ts';
export type { Json, JsonObject } from './json-text.ts';
export { canonicalName, escapedName, npmName, parseNpmName } from './npm-name.ts';
export { compareNpmVersions, type NpmVersion, parseNpmVersion, strippedRange } from './npm-version.ts';
export { npm, NPM_ASSET } from './npm.ts';
export type { PackageJson } from './package-json.ts';
export {
  checkTag,
  publishBody,
  type PublishDocument,
  publishDocument,
  type PublishOptions,
} from './publish-document.ts';
export { type PublishedManifest, publishedManifest } from './published-manifest.ts';
export { type NpmTarball, type PackageFile, readTarball, type ReadTarballOptions } from './read-tarball.ts';
export { npmSamples, type SmallTarball, smallTarball } from './small-tarball.ts';
export { stripBuild, type StripOptions, type StrippedTarball } from './strip-build.ts';
export { DEPENDENCY_FIELDS, type RangeChange } from './stripped-manifest.ts';
export { type StripProof, verifyStripped } from './verify-stripped.ts';
export { type Sibling, type SiblingRange, siblingRanges } from './workspace-ranges.ts';
