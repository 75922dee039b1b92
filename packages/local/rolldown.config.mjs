import { isBuiltin } from 'node:module';

import { notices } from '../cli-kit/bundle/notices.mjs';
import { PLAIN_TEXT } from '../cli-kit/bundle/plain-text.mjs';

/** Bound to the platform, or looked up by path for a worker thread. */
const INSTALLED = new Set(['libsql', 'hash-wasm']);

/**
 * The bin and the library in a few files: loading hundreds took longer than starting the server. What has no side effects
 * when it is loaded is left out where nothing uses it. CommonJS, which starts sooner than ES modules.
 */
export default {
  input: { 'cli/main': 'src/cli/main.ts', index: 'src/index.ts' },
  platform: 'node',
  plugins: [notices()],
  external: (id) => isBuiltin(id) || INSTALLED.has(id),
  resolve: {
    mainFields: ['module', 'main'],
    conditionNames: ['@buildset/source', 'module', 'node', 'import', 'default'],
    alias: PLAIN_TEXT,
  },
  // yargs asks it where a file is that a configuration extends, which ours does not.
  transform: { define: { 'import.meta.resolve': 'require.resolve' } },
  treeshake: { moduleSideEffects: [{ test: /[\\/]packages[\\/]local[\\/]src[\\/]/, sideEffects: false }] },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunk-[name]-[hash].cjs',
    minify: true,
    sourcemap: false,
  },
};
