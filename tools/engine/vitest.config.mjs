import { shared } from '../../vitest.shared.mjs';

export default shared('engine', { testTimeout: 180_000, hookTimeout: 180_000 });
