import { isBuiltin } from 'node:module';

import { notices } from './notices.mjs';
import { PLAIN_TEXT } from './plain-text.mjs';

/**
 * What every command loads, its help included, and nothing that does a command's work: one file is faster to load than
 * ten, and a large one slower than a small one.
 */
const START = [
  /[\\/]cli-kit[\\/]src[\\/](?:cli-error|command|context|defined|environment|exit-codes|flags)\.ts$/,
  /[\\/]cli-kit[\\/]src[\\/](?:run[\\/]|commands[\\/][a-z-]*flags|config[\\/]settings)/,
  /[\\/]cli-kit[\\/]src[\\/]connection[\\/](?:codeartifact|connection)\.ts$/,
  /[\\/]cli-kit[\\/]src[\\/]render[\\/](?:colors|output|progress|size|table)/,
  /coded-error|picocolors/,
];

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
    conditionNames: ['@buildset/source', 'module', 'node', 'import', 'default'],
    alias: PLAIN_TEXT,
  },
  treeshake: { moduleSideEffects: [{ test: /[\\/](?:packages|@buildset)[\\/].*[\\/]src[\\/]/, sideEffects: false }] },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name]-[hash].js',
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: 'start', test: isStart }] },
    minify: true,
    sourcemap: false,
  },
});

function isStart(id) {
  return START.some((pattern) => pattern.test(id));
}
