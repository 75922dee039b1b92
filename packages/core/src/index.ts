export { AdvisedError } from './advised-error.ts';
export {
  attachBuild,
  type AttachedBuild,
  type AttachEvent,
  type AttachOptions,
  type Build,
  type BuildFile,
} from './attach/attach-build.ts';
export { type AddedFiles, addToOpenRecord, attachRecord, type RecordOptions } from './attach/attach-record.ts';
export { claimBuild, openBuild } from './attach/claim-build.ts';
export { abandonBuild, addToOpenBuild, sealBuild, type SealedBuild, type SealOptions } from './attach/open-build.ts';
export { uploadFile } from './attach/upload-file.ts';
export { type BuildRow, type BuildsQuery, listBuilds } from './builds.ts';
export {
  type BuildSet,
  createBuildSet,
  MARKER,
  parseMarker,
  serializeSet,
  setDigest,
  type SetEntry,
} from './build-set.ts';
export { findSet, type FoundSet } from './find-set.ts';
export { type CatalogRow, listCatalog, listKnownPackages } from './query/catalog.ts';
export { type Change, changesBetween, type LoggedMoment } from './query/changes.ts';
export { describeSet, type SetDescription } from './query/describe-set.ts';
export { findOperation } from './query/find-operation.ts';
export { heldAt, type HeldSet, type Moment } from './query/held.ts';
export { type LocatedSet, locateSet, requireSet } from './query/locate.ts';
export { type AssetCount, assetCapWarning, DEFAULT_ASSET_CAP } from './retention/asset-cap.ts';
export { releasesBySet } from './retention/plan-prune.ts';
export { pruneTransit, type TransitRow } from './retention/prune-transit.ts';
export { prune, type PrunedRow, type PruneRequest, type PruneResult } from './retention/prune.ts';
export { where, type WhereQuery, type WhereRow } from './query/where.ts';
export { shownName } from './shown-name.ts';
export { isSetDigest, type SetDigest, shortDigest } from './set-digest.ts';
export { ByteReader } from './byte-reader.ts';
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
export type { CoreErrorCode, RefusalErrorCode } from './error-code.ts';
export { type ProbeAnswers, readAnswers, writeAnswers } from './home/answers.ts';
export type { AttachedNote, Provenance } from './home/attached-note.ts';
export { type Approval, approve, readApprovals } from './home/approval-note.ts';
export { history, type HistoryEntry, type HistoryQuery, stateAt } from './history.ts';
export {
  type Hold,
  type HoldOptions,
  type HoldOutcome,
  type HoldPlace,
  liftHold,
  listHolds,
  placeHold,
} from './holds.ts';
export { DEFAULT_HOME, type Home, transitName } from './home/home.ts';
export { inParallel } from './in-parallel.ts';
export { initHome, type InitResult, inspectHome, openHome, type OwnRepository } from './home/init.ts';
export { listAllVersions } from './home/paging.ts';
export { listRecords } from './home/record.ts';
export { probe, type ProbeResult, questionsOf } from './home/probe/probe.ts';
export { genericSamples, type ProbeFile, type ProbeSamples } from './home/probe/samples.ts';
export {
  listVerdicts,
  type TestCounts,
  type Verdict,
  type VerdictName,
  type VerdictResult,
  writeVerdict,
} from './home/verdict-note.ts';
export type { EventBody, LogEvent, StoredEvent } from './log/event.ts';
export type { Origin } from './log/lineage.ts';
export { type ExportedEvent, exportLog } from './log/export-log.ts';
export { Log } from './log/log.ts';
export { readHead } from './log/witnesses.ts';
export { type Finding, type LogReport, type SeenHead, verifyLogs } from './log/verify-log.ts';
export { LEASE_MS } from './log/lease.ts';
export { type LogState, placeKey } from './log/state.ts';
export { MemoryClock, MemoryRandom } from './memory/memory-clock.ts';
export { MemoryDomain, type MemoryDomainOptions } from './memory/memory-domain.ts';
export { MemoryInspector } from './memory/memory-inspector.ts';
export { MemoryFile, MemorySpool } from './memory/memory-file.ts';
export { MemoryIndex } from './memory/memory-index.ts';
export { MemoryRegistry } from './memory/memory-registry.ts';
export { Meter, type MeterReading } from './meter.ts';
export type { Random, ServiceClock, Timer } from './ports/clock.ts';
export type { Domain, OriginControls, OriginRestriction, RepositoryDescription } from './ports/domain.ts';
export type {
  BuildStripper,
  ExaminedFile,
  FormatAdapter,
  InspectedFile,
  Placeholder,
  StrippedFile,
  TagRules,
} from './ports/format-adapter.ts';
export type { Caller, DomainInspector, PublishRule } from './ports/inspector.ts';
export type { LocalFile } from './ports/local-file.ts';
export type {
  DistTagEditor,
  DistTags,
  Packument,
  PackumentReader,
  PackumentVersion,
  VersionDeprecator,
} from './ports/packument.ts';
export type { DocumentMaker, PublishDocument, PublishTarget } from './ports/publish-document.ts';
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
  ProjectReader,
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
export type { OutsideIndex } from './ports/outside-index.ts';
export type { Spool, SpooledFile } from './ports/spool.ts';
export { promoteOutside } from './outside/promote-outside.ts';
export type { OutsidePorts, OutsideRequest } from './outside/request.ts';
export type { Gate } from './promotion/gates.ts';
export type { Forecast, PlanStep, StepName } from './promotion/forecast.ts';
export {
  parsePlanFile,
  type PlanFacts,
  type PlanFile,
  plannedSelector,
  requirePlannedEnds,
} from './promotion/plan-file.ts';
export type { PlannedCall, Right } from './promotion/planned-call.ts';
export type { HoldChange } from './promotion/hold.ts';
export { activate, type ActivationRequest } from './promotion/activate.ts';
export { type ProofPorts, proveStripped, type ProvenFile, type StrippedProof } from './prove-stripped.ts';
export { originCommand } from './promotion/origin.ts';
export { promote } from './promotion/promote.ts';
export { retrying } from './promotion/retry.ts';
export type {
  CheckedSet,
  Gates,
  Method,
  MovedTag,
  Objection,
  PromotedAsset,
  PromotionEvent,
  PromotionOptions,
  PromotionPorts,
  PromotionRequest,
  PromotionResult,
  Selector,
  SetCheck,
  TagPolicy,
} from './promotion/request.ts';
export {
  parseAssumption,
  SERVICE_QUESTIONS,
  type ServiceAnswers,
  type ServiceQuestion,
} from './promotion/service-answers.ts';
export { quoted } from './quoted.ts';
export { publishBody } from './publish-body.ts';
export { chooseSet } from './release/choose-set.ts';
export {
  promoteTogether,
  type TogetherEvent,
  type TogetherItem,
  type TogetherOptions,
  type TogetherPart,
  type TogetherResult,
} from './release/promote-together.ts';
export {
  createRelease,
  listReleases,
  readRelease,
  type Release,
  type ReleasedSet,
  requireRelease,
} from './release/release-record.ts';
export {
  undoTogether,
  type UndoTogetherItem,
  type UndoTogetherPart,
  type UndoTogetherResult,
} from './release/undo-together.ts';
export {
  type Dependencies,
  type PlannedBuild,
  type RequiredBuild,
  withDependencies,
} from './release/with-dependencies.ts';
export { repositoryArn } from './schema.ts';
export { isSha256, parseSha256, type Sha256, sha256Of } from './sha256.ts';
export { strippingTogether } from './stripping-together.ts';
export { withdraw, type WithdrawRequest, type WithdrawResult } from './promotion/withdraw.ts';
export { type PlannedUndo, planUndo, type UndoStep } from './promotion/plan-undo.ts';
export { undo, type UndoResult } from './promotion/undo.ts';
export type { UndoRequest } from './promotion/undo-target.ts';
export { why, type WhyQuery, type WhyRow } from './why.ts';
