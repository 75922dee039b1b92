import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { onTestFinished } from 'vitest';

/** Files of a workspace by path; what is not text is written as JSON. */
export type FixtureFiles = Readonly<Record<string, unknown>>;

/** The projects of a small workspace with one project of each layer, by folder. */
const LAYERS: Readonly<Record<string, string>> = {
  'packages/core': 'core',
  'packages/format-pypi': 'format',
  'packages/format-npm': 'format',
  'packages/codeartifact': 'adapter',
  'packages/cli-kit': 'cli-kit',
  'packages/twine': 'cli',
  'packages/buildset': 'cli',
  'packages/local': 'server',
  'packages/nx': 'nx-plugin',
  'tools/testkit': 'tool',
  'tools/bench': 'tool',
};

/** The package.json of a fixture project. */
export function manifest(folder: string, layer: string, dependencies: readonly string[] = []): unknown {
  return {
    name: nameOf(folder),
    dependencies: Object.fromEntries(dependencies.map((name) => [name, '1.0.0'])),
    nx: { tags: [`layer:${layer}`], targets: { build: {}, typecheck: {}, test: {}, lint: {} } },
  };
}

/**
 * Writes a workspace with one project of each layer and `files` over it into a temporary folder, which goes when the
 * test ends. Every project may import every other one as far as package.json says, so that the rules alone decide.
 */
export function fixtureWorkspace(files: FixtureFiles): string {
  const declared = [...Object.keys(LAYERS).map(nameOf), 'yauzl', 'yargs', '@aws-sdk/client-codeartifact'];
  return writeFiles({
    'package.json': { workspaces: ['packages/*', 'tools/*'], devDependencies: { vitest: '4.1.12' } },
    'package-lock.json': { packages: {} },
    ...Object.fromEntries(
      Object.entries(LAYERS).map(([folder, layer]) => [`${folder}/package.json`, manifest(folder, layer, declared)]),
    ),
    ...files,
  });
}

/** Writes `files` into a temporary folder, which goes when the test ends, and returns its path. */
export function writeFiles(files: FixtureFiles): string {
  const root = mkdtempSync(join(tmpdir(), 'buildset-checks-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return root;
}

function nameOf(folder: string): string {
  return `@buildset/${folder.split('/').at(-1)}`;
}
