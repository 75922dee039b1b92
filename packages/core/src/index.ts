export { type BuildTag, compareBuildTags, isBuildTag, parseBuildTag } from './build-tag.ts';
export { CodedError, type ErrorDetails, hasCode, type Side } from './coded-error.ts';
export {
  type Format,
  formatPackage,
  formatVersion,
  type PackageRef,
  packageOf,
  type RepositoryRef,
  sameDomain,
  sameRepository,
  type VersionRef,
  versionOf,
} from './coordinates.ts';
export { Meter, type MeterReading } from './meter.ts';
export type { Random, ServiceClock, Timer } from './ports/clock.ts';
export type { Domain, OriginControls, OriginRestriction, RepositoryDescription } from './ports/domain.ts';
export type { FormatAdapter, InspectedFile } from './ports/format-adapter.ts';
export type { LocalFile } from './ports/local-file.ts';
export type {
  Asset,
  AssetListing,
  AssetPublisher,
  AssetReader,
  CopyOutcome,
  CopyRequest,
  FormField,
  InstallerFile,
  ListVersionsOptions,
  PackagesQuery,
  Page,
  Publication,
  PublishOutcome,
  RepositoryReader,
  RepositoryWriter,
  Revision,
  StatusChange,
  VersionCopier,
  VersionDescription,
  VersionEditor,
  VersionReader,
  VersionStatus,
  VersionSummary,
} from './ports/registry.ts';
export { isSha256, parseSha256, type Sha256, sha256Of } from './sha256.ts';
