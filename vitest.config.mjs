import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*/vitest.config.mjs', 'tools/*/vitest.config.mjs'],
    coverage: { provider: 'v8', include: ['packages/*/src/**/*.ts'] },
  },
});
