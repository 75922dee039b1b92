import { fileURLToPath } from 'node:url';

import { checkWorkspace } from './check-workspace.ts';
import { formatViolation } from './violation.ts';

const root = process.argv[2] ?? fileURLToPath(new URL('../../..', import.meta.url));
const violations = checkWorkspace(root);
for (const violation of violations) console.log(formatViolation(violation));
if (violations.length > 0) {
  console.error(
    `${violations.length} ${violations.length === 1 ? 'violation' : 'violations'} of the repository's rules.`,
  );
  process.exitCode = 1;
}
