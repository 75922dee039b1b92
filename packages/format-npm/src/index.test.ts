import { expect, it } from 'vitest';

import * as index from './index.ts';

it('exports what it promises and no more', () => {
  expect(Object.keys(index).toSorted()).toMatchInlineSnapshot(`
    [
      "DEPENDENCY_FIELDS",
      "NPM_ASSET",
      "NPM_ERROR_CODES",
      "NpmDependencies",
      "canonicalName",
      "checkTag",
      "compareNpmVersions",
      "dependencyOrder",
      "escapedName",
      "findWorkspaceRoot",
      "neededSiblings",
      "npm",
      "npmName",
      "npmSamples",
      "pack",
      "parseNpmName",
      "parseNpmVersion",
      "publishBody",
      "publishDocument",
      "publishedManifest",
      "readTarball",
      "refusePrivate",
      "siblingRanges",
      "smallTarball",
      "stripBuild",
      "strippedRange",
      "verifyStripped",
      "workspaceOrder",
    ]
  `);
});
