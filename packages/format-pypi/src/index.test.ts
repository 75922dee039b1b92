import { expect, it } from 'vitest';

import * as index from './index.ts';

it('exports what it promises and no more', () => {
  expect(Object.keys(index).toSorted()).toMatchInlineSnapshot(`
    [
      "PYPI_ERROR_CODES",
      "bestVersion",
      "canonicalName",
      "checkDescription",
      "checkSet",
      "compareVersions",
      "defaultEnvironment",
      "examineDistribution",
      "fitsTarget",
      "formatWheelName",
      "isPrerelease",
      "missingDependencies",
      "normalizeVersion",
      "offeredVersions",
      "parseEnvironment",
      "parseRequirement",
      "parseSdistName",
      "parseSpecifiers",
      "parseVersion",
      "parseWheelName",
      "pypi",
      "pypiSamples",
      "readDistribution",
      "requirementsOf",
      "rstOf",
      "satisfies",
      "smallWheel",
      "tagWheel",
      "verifyRecord",
      "verifyRetagged",
      "wheelTags",
    ]
  `);
});
