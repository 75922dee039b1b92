import { shared } from '../../vitest.shared.mjs';

export default shared('e2e', {
  globalSetup: ['src/wheels/global-setup.ts'],
  // A test starts a dozen processes, on a machine that may be busy.
  testTimeout: 120_000,
  hookTimeout: 180_000,
});
