import { isBuiltin } from 'node:module';

import { noCircles } from './no-circles.mjs';
import { notices } from './notices.mjs';
import { PLAIN_TEXT } from './plain-text.mjs';

/**
 * What every command loads, its help included, and nothing that does a command's work: one file is faster to load than
 * ten, and a large one slower than a small one. What these import is here too, or imports nothing of these.
 */
const START = [
  /[\\/]cli-kit[\\/]src[\\/](?:cli-error|command|context|defined|environment|exit-codes|flags|formats|nearest|sample)\.ts$/,
  /[\\/]cli-kit[\\/]src[\\/](?:run[\\/]|commands[\\/](?:[a-z-]*flags|shared)|config[\\/]settings)/,
  /[\\/]cli-kit[\\/]src[\\/]connection[\\/](?:codeartifact|connection)\.ts$/,
  /[\\/]cli-kit[\\/]src[\\/](?:login[\\/](?:command|places|tools)|token[\\/]command)\.ts$/,
  /[\\/]cli-kit[\\/]src[\\/]render[\\/](?:colors|output|progress|size|table|without-logins)\.ts$/,
  /coded-error|picocolors/,
];

/**
 * How a front-end becomes its bin: one entry, chunks for what is loaded on demand. Workspace packages are taken from
 * their sources, and have no side effects when they are loaded, so that a start loads what it uses and no more. CommonJS
 * starts sooner than ES modules: by a third of the time that our own code takes. `external` packages stay dependencies:
 * those that find files of their own beside them.
 */
export const frontEnd = ({ external = [], input = {} } = {}) => ({
  input: { main: 'src/main.ts', index: 'src/index.ts', ...input },
  platform: 'node',
  preserveEntrySignatures: 'allow-extension', // what codeSplitting below needs
  plugins: [notices(), noCircles()],
  external: (id) => isBuiltin(id) || external.some((name) => id === name || id.startsWith(`${name}/`)),
  resolve: {
    mainFields: ['module', 'main'],
    conditionNames: ['@buildset/source', 'module', 'node', 'import', 'default'],
    alias: PLAIN_TEXT,
  },
  // yargs asks it where a file is that a configuration extends, which none of ours does.
  transform: { define: { 'import.meta.resolve': 'require.resolve' } },
  treeshake: { moduleSideEffects: [{ test: /[\\/](?:packages|@buildset)[\\/].*[\\/]src[\\/]/, sideEffects: false }] },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunk-[name]-[hash].cjs',
    codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: 'start', test: isStart }] },
    minify: true,
    sourcemap: false,
  },
});

function isStart(id) {
  return START.some((pattern) => pattern.test(id));
}
