import { isBuiltin } from 'node:module';

/**
 * How a front-end becomes its bin: one entry, chunks for what is loaded on demand. Workspace packages are taken from
 * their sources, and have no side effects when they are loaded, so that a start loads what it uses and no more.
 */
export const frontEnd = () => ({
  input: { main: 'src/main.ts', index: 'src/index.ts' },
  platform: 'node',
  external: (id) => isBuiltin(id),
  resolve: { conditionNames: ['@buildset/source', 'node', 'import', 'default'] },
  treeshake: { moduleSideEffects: [{ test: /[\\/](?:packages|@buildset)[\\/].*[\\/]src[\\/]/, sideEffects: false }] },
  output: {
    dir: 'dist',
    cleanDir: true,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunk-[name]-[hash].js',
    minify: true,
    sourcemap: false,
  },
});
