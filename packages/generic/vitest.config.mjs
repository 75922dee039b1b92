import { shared } from '../../vitest.shared.mjs';

// Trees of many files, each file several requests of processes of their own.
export default shared('generic', { testTimeout: 180_000 });
