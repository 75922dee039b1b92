export { type CheckedFile, checkDescription, checkSet, type Finding, rstOf } from './check-set.ts';
export { compareVersions } from './compare-versions.ts';
export type { CoreMetadata } from './core-metadata.ts';
export {
  bestVersion,
  type DependencyIndex,
  fitsTarget,
  type MissingDependency,
  missingDependencies,
  type OfferedVersion,
  requirementsOf,
  type TargetEnvironment,
} from './dependencies.ts';
export { PYPI_ERROR_CODES, type PypiErrorCode } from './errors.ts';
export { type Distribution, examineDistribution, type ExaminedDistribution, readDistribution } from './inspect.ts';
export { offeredVersions } from './offered-versions.ts';
export { pypiSamples } from './probe-samples.ts';
export type { MarkerEnvironment } from './evaluate-marker.ts';
export { pypi } from './pypi.ts';
export { canonicalName } from './python-name.ts';
export { parseRequirement, type Requirement } from './requirement.ts';
export { parseSdistName, type SdistName } from './sdist-name.ts';
export { smallWheel, type SmallWheel } from './small-wheel.ts';
export { parseSpecifiers, satisfies, type SatisfiesOptions, type SpecifierSet } from './specifier.ts';
export { tagWheel, type TaggedWheel, type TagWheelOptions } from './tag-wheel.ts';
export { defaultEnvironment, parseEnvironment } from './target-environment.ts';
export { type VerifiedRecord, verifyRecord } from './verify-record.ts';
export { type RetagProof, verifyRetagged } from './verify-retagged.ts';
export { isPrerelease, normalizeVersion, parseVersion, type Pep440Version } from './version.ts';
export { formatWheelName, parseWheelName, type WheelName, wheelTags } from './wheel-name.ts';
