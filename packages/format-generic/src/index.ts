export { ARCHIVE_ASSET, decodeAssetName, encodeAssetName } from './asset-name.ts';
export { GENERIC_FORMAT_ERROR_CODES, type GenericFormatErrorCode } from './errors.ts';
export { checkName, generic } from './generic.ts';
export { isBomb } from './limits.ts';
export { type ArchivedFile, readArchive } from './read-archive.ts';
export { checkTree, checkTreePath } from './tree-path.ts';
export { type ArchiveFile, writeArchive } from './write-archive.ts';
