import { describe, expect, it } from 'vitest';

import { checkImports } from '../src/imports.ts';
import { formatViolation } from '../src/violation.ts';
import { readWorkspace } from '../src/workspace.ts';
import { type FixtureFiles, fixtureWorkspace, manifest } from './fixture-workspace.ts';

function check(files: FixtureFiles): string[] {
  return checkImports(readWorkspace(fixtureWorkspace(files))).map(formatViolation);
}

function checkImport(file: string, specifier: string): string[] {
  return check({ [file]: `import { x } from '${specifier}';\n` });
}

const FORBIDDEN: readonly [file: string, specifier: string, reason: string][] = [
  ['packages/core/src/a.ts', '@buildset/format-pypi', 'core imports no workspace package'],
  ['packages/core/src/a.ts', '@buildset/codeartifact', 'core imports no workspace package'],
  ['packages/core/src/a.test.ts', '@buildset/testkit', 'core imports no workspace package'],
  ['packages/core/src/a.ts', '@aws-sdk/client-codeartifact', 'core is pure and never imports'],
  ['packages/core/src/a.ts', 'yargs', 'core is pure and never imports yargs'],
  ['packages/core/src/a.ts', 'yargs/helpers', 'core is pure and never imports yargs'],
  ['packages/core/src/a.ts', 'node:http', 'core is pure and may import node:buffer'],
  ['packages/core/src/a.ts', 'https', 'core is pure and may import node:buffer'],
  ['packages/core/src/a.ts', 'node:child_process', 'core is pure and may import node:buffer'],
  ['packages/core/src/a.ts', 'node:fs/promises', 'core is pure and may import node:buffer'],
  ['packages/core/src/a.ts', 'node:net', 'core is pure and may import node:buffer'],
  ['packages/core/src/a.ts', 'node:process', 'core is pure and may import node:buffer'],
  ['packages/format-pypi/src/a.ts', '@buildset/format-npm', 'formats may import core only'],
  ['packages/format-pypi/src/a.test.ts', '@buildset/format-npm', 'formats may import core only'],
  ['packages/format-pypi/src/a.ts', '@buildset/codeartifact', 'formats may import core only'],
  ['packages/format-pypi/src/a.ts', '@buildset/cli-kit', 'formats may import core only'],
  ['packages/format-pypi/src/a.test.ts', '@buildset/local', 'formats may import core only'],
  ['packages/format-pypi/src/a.ts', 'node:fs', 'format is pure and may import node:buffer'],
  ['packages/format-npm/src/a.ts', 'node:fs', 'format is pure and may import node:buffer'],
  ['packages/codeartifact/src/a.ts', '@buildset/format-pypi', 'adapters may import core only'],
  ['packages/codeartifact/src/a.ts', '@buildset/cli-kit', 'adapters may import core only'],
  ['packages/codeartifact/src/a.ts', '@buildset/local', 'adapters may import core only'],
  ['packages/cli-kit/src/a.ts', '@buildset/format-pypi', 'cli-kit may import adapters and core only'],
  ['packages/cli-kit/src/a.ts', '@buildset/twine', 'cli-kit may import adapters and core only'],
  ['packages/twine/src/a.ts', '@buildset/codeartifact', 'front-ends may import cli-kit, core and their own format'],
  ['packages/twine/src/a.ts', '@buildset/format-npm', 'front-ends may import cli-kit, core and their own format'],
  ['packages/twine/src/a.ts', '@buildset/buildset', 'front-ends may import cli-kit, core and their own format'],
  ['packages/local/src/a.ts', '@buildset/core', 'the server imports no workspace package'],
  ['packages/local/test/a.int.test.ts', '@buildset/testkit', 'the server imports no workspace package'],
  ['packages/nx/src/a.ts', '@buildset/twine', 'the Nx plugin may import'],
  ['packages/cli-kit/src/a.ts', '@buildset/testkit', 'shipped code never imports tools'],
  ['packages/cli-kit/bin/a.mjs', '@buildset/testkit', 'shipped code never imports tools'],
  ['packages/cli-kit/src/a.test.ts', '@buildset/bench', 'of the tools, tests may import tools/testkit'],
  ['packages/cli-kit/src/a.ts', '../../core/src/index.ts', 'a relative import stays inside its project'],
  ['tools/bench/src/a.ts', '../../../packages/core/src/index.ts', 'a relative import stays inside its project'],
  ['packages/cli-kit/src/a.ts', 'left-pad', 'it is not in the dependencies of packages/cli-kit/package.json'],
  ['packages/cli-kit/src/a.ts', 'vitest', 'it is not in the dependencies of packages/cli-kit/package.json'],
  ['tools/bench/src/a.ts', 'left-pad', 'it is in no dependencies of tools/bench/package.json'],
];

const ALLOWED: readonly [file: string, specifier: string][] = [
  ['packages/core/src/a.ts', './b.ts'],
  ['packages/core/src/a.ts', 'node:crypto'],
  ['packages/core/src/a.ts', 'node:stream/promises'],
  ['packages/core/src/a.test.ts', 'node:fs'],
  ['packages/core/src/a.test.ts', 'vitest'],
  ['packages/format-pypi/src/a.ts', '@buildset/core'],
  ['packages/format-pypi/src/a.ts', '@buildset/format-pypi'],
  ['packages/format-pypi/src/a.ts', 'yauzl'],
  ['packages/format-pypi/src/a.ts', 'node:zlib'],
  ['packages/format-pypi/src/a.test.ts', '@buildset/testkit'],
  ['packages/format-npm/src/disk/pack.ts', 'node:fs/promises'],
  ['packages/codeartifact/src/a.ts', '@aws-sdk/client-codeartifact'],
  ['packages/codeartifact/test/a.int.test.ts', '@buildset/local'],
  ['packages/cli-kit/src/a.ts', '@buildset/codeartifact'],
  ['packages/twine/src/a.ts', '@buildset/format-pypi'],
  ['packages/twine/src/a.test.ts', '@buildset/local'],
  ['packages/buildset/src/a.ts', '@buildset/format-npm'],
  ['packages/local/src/a.ts', 'node:http'],
  ['tools/bench/src/a.ts', '@buildset/twine'],
  ['tools/bench/src/a.ts', 'vitest'],
];

describe('checkImports', () => {
  describe('when an import is forbidden', () => {
    it.each(FORBIDDEN)('refuses that %s imports %s', (file, specifier, reason) => {
      const violations = checkImport(file, specifier);
      expect(violations).toHaveLength(1);
      expect(violations[0]).toContain(`${file}:1: @buildset/${file.split('/')[1]} imports ${specifier}: ${reason}`);
    });
  });

  describe('when an import is allowed', () => {
    it.each(ALLOWED)('says nothing of %s importing %s', (file, specifier) => {
      expect(checkImport(file, specifier)).toEqual([]);
    });
  });

  describe('however the import is written', () => {
    it.each([
      `import '@buildset/codeartifact';`,
      `import type { A } from '@buildset/codeartifact';`,
      `import { type A } from '@buildset/codeartifact';`,
      `export { a } from '@buildset/codeartifact';`,
      `export type { A } from '@buildset/codeartifact';`,
      `export * from '@buildset/codeartifact';`,
      `export const a = await import('@buildset/codeartifact');`,
      'export const a = await import(`@buildset/codeartifact`);',
      `export type A = import('@buildset/codeartifact').A;`,
      `export const a = require('@buildset/codeartifact');`,
      `export const a = import.meta.resolve('@buildset/codeartifact');`,
      `import a = require('@buildset/codeartifact');`,
      `import { a } from '@buildset/codeartifact/dist/a.js';`,
    ])('finds %s', (statement) => {
      const violations = check({ 'packages/core/src/a.ts': `// first line\n${statement}\n` });
      expect(violations).toHaveLength(1);
      expect(violations[0]).toMatch(/^packages\/core\/src\/a\.ts:2: @buildset\/core imports @buildset\/codeartifact/);
    });

    it('refuses a name that only the run knows, in shipped code but not in tests and tools', () => {
      const source = 'export const load = (name: string) => import(name);\n';
      expect(check({ 'packages/core/src/a.ts': source })).toEqual([
        'packages/core/src/a.ts:1: @buildset/core imports what is known at run time only: shipped code imports by literal names only',
      ]);
      expect(check({ 'packages/core/src/a.test.ts': source, 'tools/bench/src/a.ts': source })).toEqual([]);
    });
  });

  describe('when a pure layer reads the machine, the clock or chance', () => {
    it.each([
      ['process.env.HOME', 'process'],
      ['process.cwd()', 'process'],
      ['globalThis.process', 'process'],
      ['{ process }', 'process'],
      ['Date.now()', 'Date.now'],
      ['[1].map(Date.now)', 'Date.now'],
      ["Date['now']()", 'Date.now'],
      ['globalThis.Date.now()', 'Date.now'],
      ['new Date()', 'new Date()'],
      ['Date()', 'Date()'],
      ['performance.now()', 'performance.now'],
      ['Math.random()', 'Math.random'],
    ])('refuses %s', (expression, name) => {
      const violations = check({ 'packages/format-pypi/src/a.ts': `export const a = ${expression};\n` });
      expect(violations).toEqual([
        expect.stringContaining(
          `packages/format-pypi/src/a.ts:1: @buildset/format-pypi uses ${name}: format is pure, `,
        ),
      ]);
    });

    it.each(['new Date(0)', 'x.process', '{ process: 1 }', 'Date.parse(y)', 'Math.max(1)'])(
      'allows %s',
      (expression) => {
        expect(check({ 'packages/core/src/a.ts': `export const a = ${expression};\n` })).toEqual([]);
      },
    );

    it('leaves tests and the other layers alone', () => {
      const source = 'export const now = Date.now();\n';
      expect(check({ 'packages/core/src/a.test.ts': source, 'packages/local/src/a.ts': source })).toEqual([]);
    });
  });

  describe('when a project cannot be judged', () => {
    it.each([['none'], ['core", "layer:cli']])('refuses the tag layer:%s', (layer) => {
      const text = JSON.stringify(manifest('packages/core', 'LAYER')).replace('LAYER', layer);
      expect(check({ 'packages/core/package.json': text })).toEqual([
        expect.stringContaining('packages/core/package.json: nx.tags needs exactly one layer:… of core, format'),
      ]);
    });

    it('reports a file that is not TypeScript, with its line', () => {
      expect(check({ 'packages/core/src/a.ts': 'export const a = 1;\nexport const = ;\n' })).toEqual([
        expect.stringContaining('packages/core/src/a.ts:2: cannot be parsed'),
      ]);
    });
  });
});
