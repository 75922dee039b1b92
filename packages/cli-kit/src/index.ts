export { activateNewest, isGuarded } from './activation/activate-newest.ts';
export { type ActivateOptions, activateSet } from './activation/activate-set.ts';
export { activeWords } from './activation/active-words.ts';
export { CliError, type CliErrorCode, usageError } from './cli-error.ts';
export {
  type ArgumentDefaults,
  type Arguments,
  type Command,
  type CommandDefinition,
  type CommandEntry,
  defineCommand,
  type GivenArguments,
  withDefaults,
} from './command.ts';
export { abandonCommand } from './commands/abandon.ts';
export { activateCommand } from './commands/activate.ts';
export { downloadCommand } from './commands/download.ts';
export { type BuildArguments, findBuild } from './commands/find-build.ts';
export { type PreparedPromotion, type PromoteFlags, withPromotion } from './commands/prepare-promotion.ts';
export { promoteCommand } from './commands/promote.ts';
export { promoteWithDependencies } from './commands/promote-with-dependencies.ts';
export { promotionWords } from './commands/promotion-words.ts';
export { againOf } from './commands/release-promotion.ts';
export { PROMOTION_FLAGS } from './commands/promotion-flags.ts';
export { type OutsideDestination, promoteOutsideHere } from './commands/promote-outside-here.ts';
export { operationOptions } from './commands/operation-options.ts';
export { gatesFor, onlySource, refOf, type RouteFlags, routeOf } from './commands/promotion-request.ts';
export { READING_FLAGS } from './commands/reading-flags.ts';
export { runPromote } from './commands/run-promote.ts';
export { sealCommand } from './commands/seal.ts';
export { setsCommand } from './commands/sets.ts';
export { type SelectorFlags, selectorOf } from './commands/selector.ts';
export { sharedCommands } from './commands/shared.ts';
export { type TagFlags, tagFlags, tagsOf } from './commands/tag-flags.ts';
export { flagsAt } from './config/address-flags.ts';
export {
  type CodeArtifactAddress,
  type DomainAddress,
  parseCodeArtifactUrl,
  parseDomainAddress,
} from './config/codeartifact-url.ts';
export { findConfiguration, type FoundConfiguration } from './config/find-configuration.ts';
export { entryStage, isAddress, type Place, placeOf, repositoryOf, type Target, targetOf } from './config/stages.ts';
export { answersOf } from './connection/answers.ts';
export { accessCodeArtifact, type AccessConnector } from './connection/access.ts';
export { connectCodeArtifact } from './connection/codeartifact.ts';
export { insideOf, promotionPorts } from './connection/promotion-ports.ts';
export { connectEnds } from './connection/connect-ends.ts';
export { type ConnectedPlace, connectPlace } from './connection/connect-place.ts';
export type { Connection, ConnectionSettings, Connector, Ports } from './connection/connection.ts';
export { connectIndex, connectNpmIndex, type IndexLogin, type NpmLogin } from './connection/index-uploader.ts';
export { memoryConnector } from './connection/memory.ts';
export { type ProofWords, verifyRecords } from './commands/verify-records.ts';
export type { Context } from './context.ts';
export { defined, type Defined } from './defined.ts';
export { type Environment, firstSet, isOn } from './environment.ts';
export { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';
export { expandGlob, expandGlobs } from './files/expand-globs.ts';
export { namePattern } from './files/name-pattern.ts';
export { isSequence, type Part } from './files/sequence.ts';
export { makeFolder } from './files/make-folder.ts';
export { hashOf, openFile } from './files/open-file.ts';
export { readFiles, type ReadyFile } from './files/ready-file.ts';
export { type PlainFile, type RestoredFile, restoreFiles } from './files/restore-files.ts';
export { SafeFolder, type SetFile } from './files/safe-folder.ts';
export { CONNECTION_FLAGS, type ConnectionFlags, settingsOf } from './flags.ts';
export { type Formats, parseVersionRef } from './formats.ts';
export { type BuildNumber, readBuildNumber } from './provenance/build-number.ts';
export { askKeyring } from './keyring/ask-keyring.ts';
export { runKeyringProcess } from './keyring/keyring-process.ts';
export { loginCommands } from './login/command.ts';
export { scanIni } from './login/files/ini-lines.ts';
export { NPM_TOOLS, PYTHON_TOOLS } from './login/tools.ts';
export { readProvenance } from './provenance/provenance.ts';
export { reportDownload } from './render/report-download.ts';
export { requestsAndWrites } from './render/cost.ts';
export { reportTogether, type TogetherHints, watchTogether } from './render/report-together.ts';
export { reportPromotion, watchPromotion } from './render/report-promotion.ts';
export { formatBytes, plural } from './render/size.ts';
export { table } from './render/table.ts';
export { type Program, runCli } from './run/run-cli.ts';
export { type FrontEnd, runProcess } from './run/run-process.ts';
export type { Streams, TextStream } from './streams.ts';
export { withoutLogin } from './without-login.ts';
