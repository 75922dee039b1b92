import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { checkWorkspace } from '../src/check-workspace.ts';
import { checkErrorCodes } from '../src/error-codes.ts';
import { checkLockFile, checkNames, checkSizes } from '../src/files.ts';
import { checkCircles, checkReferences, checkTargets } from '../src/project-graph.ts';
import { formatViolation, type Violation } from '../src/violation.ts';
import { readWorkspace, type Workspace } from '../src/workspace.ts';
import { type FixtureFiles, manifest, writeFiles } from './fixture-workspace.ts';

function check(checkOne: (workspace: Workspace) => Violation[], files: FixtureFiles): string[] {
  const root = writeFiles({ 'package.json': { workspaces: ['packages/*'] }, ...files });
  return checkOne(readWorkspace(root)).map(formatViolation);
}

describe('checkWorkspace', () => {
  it('finds nothing to say of this repository', () => {
    const root = fileURLToPath(new URL('../../..', import.meta.url));
    expect(checkWorkspace(root).map(formatViolation)).toEqual([]);
  });
});

describe('readWorkspace', () => {
  it('takes the files of git, new ones included and ignored and deleted ones not', () => {
    const root = writeFiles({ 'package.json': {}, '.gitignore': 'ignored.ts\n', 'new.ts': '', 'ignored.ts': '' });
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    expect(readWorkspace(root).files).toEqual(['.gitignore', 'new.ts', 'package.json']);
  });

  it('leaves build products and dependencies out where there is no git', () => {
    const root = writeFiles({ 'package.json': {}, 'a/b.ts': '', 'a/dist/b.js': '', 'node_modules/x/index.js': '' });
    expect(readWorkspace(root).files).toEqual(['a/b.ts', 'package.json']);
  });
});

describe('checkCircles', () => {
  it('names the circle, test dependencies included', () => {
    const core = { name: '@buildset/core', devDependencies: { '@buildset/testkit': '1' } };
    const testkit = manifest('packages/testkit', 'tool', ['@buildset/core']);
    expect(
      check(checkCircles, { 'packages/core/package.json': core, 'packages/testkit/package.json': testkit }),
    ).toEqual([
      'packages/core/package.json: the dependencies form a circle: @buildset/core -> @buildset/testkit -> @buildset/core',
    ]);
  });
});

describe('checkTargets', () => {
  it('names the target that a project lacks', () => {
    const project = { name: 'a', nx: { targets: { build: {}, test: {}, lint: {} } } };
    expect(check(checkTargets, { 'packages/a/package.json': project })).toEqual([
      'packages/a/package.json: nx.targets has no "typecheck": every project has build, typecheck, test, lint',
    ]);
  });
});

describe('checkReferences', () => {
  it('names the project that the root tsconfig.json leaves out', () => {
    const files = {
      'packages/a/package.json': { name: 'a' },
      'packages/b/package.json': { name: 'b' },
      'tsconfig.json': { references: [{ path: './packages/a/tsconfig.lib.json' }] },
    };
    expect(check(checkReferences, files)).toEqual([
      'tsconfig.json: has no reference to ./packages/b/tsconfig.lib.json',
    ]);
  });
});

describe('checkNames', () => {
  it.each(['src/utils.ts', 'src/helpers/a.ts', 'src/common.test.ts', 'src/misc/a.ts', 'src/impl/a.ts'])(
    'refuses %s',
    (file) => {
      expect(check(checkNames, { [`packages/a/${file}`]: '' })).toHaveLength(1);
    },
  );

  it('allows names that only contain such a word', () => {
    expect(check(checkNames, { 'packages/a/src/common-prefix.ts': '' })).toEqual([]);
  });
});

describe('checkSizes', () => {
  it('refuses a file over a mebibyte and takes one of exactly that', () => {
    const files = { 'large.bin': 'x'.repeat(1024 * 1024 + 1), 'fits.bin': 'x'.repeat(1024 * 1024) };
    expect(check(checkSizes, files)).toEqual(['large.bin: 1048577 bytes: at most 1048576 are committed']);
  });
});

describe('checkLockFile', () => {
  it('refuses a download address', () => {
    const lock = '{\n  "resolved": "http://127.0.0.1/a.tgz"\n}\n';
    expect(check(checkLockFile, { 'package-lock.json': lock })).toEqual([
      expect.stringContaining('package-lock.json:2: names a download address'),
    ]);
  });

  it('refuses a workspace without a lock file', () => {
    expect(check(checkLockFile, {})).toEqual(['package-lock.json: is missing']);
  });
});

describe('checkErrorCodes', () => {
  const project = { 'packages/core/package.json': manifest('packages/core', 'core') };
  const union = `export type CoreErrorCode = 'drift' | 'not-active';\n`;

  it('asks for the document as soon as a code is exported', () => {
    const thrown = `throw new CodedError('drift', 'x');\n`;
    expect(check(checkErrorCodes, { ...project, 'packages/core/src/a.ts': thrown })).toEqual([]);
    expect(check(checkErrorCodes, { ...project, 'packages/core/src/a.ts': union })).toEqual([
      'docs/errors.md: is missing: 2 error codes are exported',
    ]);
  });

  it.each([
    ['headings', '# Errors\n\n### `drift`\n\n### `not-active`: the installers\n'],
    [
      'table rows',
      '| code | cause |\n| --- | --- |\n| `drift` | a |\n| `not-active` | b |\n\n| exit |\n| --- |\n| `0` |\n',
    ],
  ])('takes the codes of %s', (_, text) => {
    expect(check(checkErrorCodes, { ...project, 'packages/core/src/a.ts': union, 'docs/errors.md': text })).toEqual([]);
  });

  it('names a code that is not documented, one that is not in a union, and one that no longer is', () => {
    const files = {
      ...project,
      'packages/core/src/a.ts': union,
      'packages/core/src/b.ts': `\nthrow new CodedError('gone-astray', 'x');\n`,
      'docs/errors.md': '### `drift`\n\n### `retired`\n',
    };
    expect(check(checkErrorCodes, files)).toEqual([
      'packages/core/src/a.ts:1: the error code "not-active" is not in docs/errors.md',
      'packages/core/src/b.ts:2: the error code "gone-astray" is in no exported …ErrorCode union',
      'docs/errors.md:3: "retired" is in no exported …ErrorCode union',
    ]);
  });

  it('reads a union that is made of a list of codes', () => {
    const list = `const CODES = ['drift', 'hold'] as const;\nexport type CoreErrorCode = (typeof CODES)[number];\n`;
    const files = { ...project, 'packages/core/src/a.ts': list, 'docs/errors.md': '### `drift`\n' };
    expect(check(checkErrorCodes, files)).toEqual([
      'packages/core/src/a.ts:1: the error code "hold" is not in docs/errors.md',
    ]);
  });
});
