import { expect, it } from 'vitest';
import * as index from './index.ts';

it('exports what it promises and no more', () => {
  expect(Object.keys(index).toSorted()).toEqual([
    'ARCHIVE_ASSET',
    'GENERIC_FORMAT_ERROR_CODES',
    'checkName',
    'checkTree',
    'checkTreePath',
    'decodeAssetName',
    'encodeAssetName',
    'generic',
    'isBomb',
    'readArchive',
    'writeArchive',
  ]);
});
