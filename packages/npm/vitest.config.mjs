import { shared } from '../../vitest.shared.mjs';

// Every test packs, and starts processes.
export default shared('npm', { testTimeout: 180_000 });
