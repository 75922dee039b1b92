import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';

import { notices } from './notices.mjs';

/** What every command loads, its help included: one file is faster to load than ten. */
const START =
  /[\\/]cli-kit[\\/]src[\\/](?:run[\\/]|render[\\/](?:colors|output|progress|size|table)|[a-z-]+\.ts|connection[\\/]c)|coded-error|picocolors/;

/**
 * How a front-end becomes its bin: one entry, chunks for what is loaded on demand. Workspace packages are taken from
 * their sources, and have no side effects when they are loaded, so that a start loads what it uses and no more. `external`
 * packages stay dependencies: those that find files of their own beside them.
 */
export const frontEnd = ({ external = [], input = {} } = {}) => ({
  input: { main: 'src/main.ts', index: 'src/index.ts', ...input },
  platform: 'node',
  plugins: [notices()],
  external: (id) => isBuiltin(id) || external.some((name) => id === name || id.startsWith(`${name}/`)),
  resolve: {
    mainFields: ['module', 'main'],
    conditionNames: ['@buildset/source', 'node', 'import', 'default'],
    alias: { 'string-width': fileURLToPath(new URL('text-width.mjs', import.meta.url)) },
  },
  treeshake: { moduleSideEffects: [{ test: /[\\/](?:packages|@buildset)[\\/].*[\\/]src[\\/]/, sideEffects: false }] },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name]-[hash].js',
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: 'start', test: START }] },
    minify: true,
    sourcemap: false,
  },
});
