import { defineConfig } from 'vitest/config';

// Tests read the workspace packages' TypeScript sources, so a change is seen without a build.
// Never list 'module' (vite's default) here: with it vite resolves @aws-sdk/* to dist-es, which Node cannot load.
const conditions = ['@buildset/source', 'node'];

export const shared = (name, test = {}) =>
  defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: ['node'] } },
    test: {
      name,
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      environment: 'node',
      pool: 'threads',
      maxWorkers: 2,
      passWithNoTests: false,
      env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      ...test,
    },
  });
