import { checkErrorCodes } from './error-codes.ts';
import { checkLockFile, checkNames, checkSizes } from './files.ts';
import { checkImports } from './imports.ts';
import { checkCircles, checkReferences, checkTargets } from './project-graph.ts';
import { compareViolations, type Violation } from './violation.ts';
import { readWorkspace } from './workspace.ts';

const CHECKS = [
  checkImports,
  checkCircles,
  checkTargets,
  checkReferences,
  checkNames,
  checkSizes,
  checkLockFile,
  checkErrorCodes,
];

/** Runs every check over the workspace at `root`; the violations come ordered by file and line. */
export function checkWorkspace(root: string): Violation[] {
  const workspace = readWorkspace(root);
  return CHECKS.flatMap((check) => check(workspace)).toSorted(compareViolations);
}
