import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitest/config';

// Tests read the workspace packages' TypeScript sources, so a change is seen without a build. After a build
// BUILDSET_TEST_BUILT=1 reads what was built of the other packages: that needs no transformation, and is what users get.
const built = process.env.BUILDSET_TEST_BUILT === '1';
// Never list 'module' (vite's default) here: with it vite resolves @aws-sdk/* to dist-es, which Node cannot load.
const conditions = built ? ['node'] : ['@buildset/source', 'node'];

const folders = ['src', 'test'];

// What takes minutes or gigabytes stands in `*.heavy.test.ts`: BUILDSET_HEAVY=1 includes all of it,
// BUILDSET_HEAVY_SAMPLE=a,b the files a.heavy.test.ts and b.heavy.test.ts.
function heavyTests() {
  if (process.env.BUILDSET_HEAVY === '1') return ['*'];
  return (process.env.BUILDSET_HEAVY_SAMPLE ?? '').split(',').filter((name) => name !== '');
}

function testFiles() {
  const heavy = heavyTests();
  return {
    include: folders.flatMap((folder) => [
      `${folder}/**/!(*.heavy).test.ts`,
      ...heavy.map((name) => `${folder}/**/${name}.heavy.test.ts`),
    ]),
  };
}

export const shared = (name, test = {}) =>
  defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: ['node'] } },
    test: {
      name,
      ...testFiles(),
      environment: 'node',
      server: { deps: { external: built ? [/\/dist\//] : [] } },
      setupFiles: [fileURLToPath(new URL('vitest.setup.mjs', import.meta.url))],
      pool: 'threads',
      // A worker loads the modules once for all its files: a test that stubs anything takes that back itself.
      isolate: false,
      maxWorkers: 2,
      // A test may start a dozen processes, on a machine that is busy: what hangs is still ended.
      testTimeout: 180_000,
      hookTimeout: 180_000,
      expect: { poll: { timeout: 60_000, interval: 10 } },
      passWithNoTests: false,
      env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      ...test,
    },
  });
