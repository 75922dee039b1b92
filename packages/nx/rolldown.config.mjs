import { isBuiltin } from 'node:module';

import { notices } from '../cli-kit/bundle/notices.mjs';

/** Nx loads plugins with `require`, in whatever Node it runs on: CommonJS always works. */
export default {
  input: {
    index: 'src/index.ts',
    attach: 'src/executors/attach.ts',
    promote: 'src/executors/promote.ts',
    configuration: 'src/generators/configuration.ts',
  },
  platform: 'node',
  plugins: [notices()],
  external: (id) => isBuiltin(id),
  resolve: { conditionNames: ['@buildset/source', 'module', 'node', 'import', 'default'] },
  treeshake: { moduleSideEffects: [{ test: /[\\/](?:packages|@buildset)[\\/].*[\\/]src[\\/]/, sideEffects: false }] },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'cjs',
    exports: 'named',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunk-[name]-[hash].cjs',
    minify: true,
    sourcemap: false,
  },
};
