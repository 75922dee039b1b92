import { expect, it } from 'vitest';

import * as index from './index.ts';

it('exports what it promises and no more', () => {
  expect(Object.keys(index).toSorted()).toMatchInlineSnapshot(`
    [
      "PYPI_ERROR_CODES",
      "canonicalName",
      "compareVersions",
      "formatWheelName",
      "isPrerelease",
      "normalizeVersion",
      "parseSdistName",
      "parseSpecifiers",
      "parseVersion",
      "parseWheelName",
      "pypi",
      "pypiSamples",
      "readDistribution",
      "satisfies",
      "smallWheel",
      "tagWheel",
      "verifyRecord",
      "verifyRetagged",
      "wheelTags",
    ]
  `);
});
