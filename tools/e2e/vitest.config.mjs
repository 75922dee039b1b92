import { shared } from '../../vitest.shared.mjs';

export default shared('e2e', { globalSetup: ['src/wheels/global-setup.ts'] });
