import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodes } from './create-nodes.ts';
import type { PluginOptions } from './targets.ts';

const CONFIGURATION = '{"domain": "abc", "stages": {"dev": {"repository": "D"}, "staging": {"repository": "S"}}}';
const PACKAGE = '{"name": "@abc/app", "version": "1.0.0"}';
const PYPROJECT = '[project]\nname = "pyabc"\nversion = "1.0.0"\n';

let workspaceRoot: string;
beforeEach(async () => {
  workspaceRoot = await mkdtemp(join(tmpdir(), 'buildset-nx-'));
});
afterEach(() => rm(workspaceRoot, { recursive: true }));

/** The targets of each project that is inferred from these files. */
async function infer(
  files: Readonly<Record<string, string>>,
  options?: PluginOptions,
): Promise<Record<string, Record<string, TargetConfiguration>>> {
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(workspaceRoot, file)), { recursive: true });
    await writeFile(join(workspaceRoot, file), content);
  }
  const manifests = Object.keys(files).filter((file) => /(?:package\.json|pyproject\.toml)$/.test(file));
  const results = await createNodes[1](manifests, options, { workspaceRoot, nxJsonConfiguration: {} });
  const projects = results.flatMap(([, { projects = {} }]) => Object.entries(projects));
  return Object.fromEntries(projects.map(([root, { targets = {} }]) => [root, targets]));
}

describe('createNodes', () => {
  it('gives an npm package both targets, and a configuration for each stage', async () => {
    const inferred = await infer({ 'buildset.config.json': CONFIGURATION, 'libs/app/package.json': PACKAGE });
    expect(inferred).toEqual({
      'libs/app': {
        attach: {
          executor: '@buildset/nx:attach',
          cache: false,
          dependsOn: ['build'],
          options: { format: 'npm' },
          metadata: { description: expect.any(String) },
        },
        promote: {
          executor: '@buildset/nx:promote',
          cache: false,
          options: { format: 'npm' },
          configurations: { dev: { to: 'dev' }, staging: { to: 'staging' } },
          metadata: { description: expect.any(String) },
        },
      },
    });
  });

  it('reads a package.json with a byte order mark, as npm does', async () => {
    const inferred = await infer({ 'buildset.config.json': CONFIGURATION, 'app/package.json': `\uFEFF${PACKAGE}` });
    expect(Object.keys(inferred['app'] ?? {})).toEqual(['attach', 'promote']);
  });

  it('gives a Python project its distributions to attach', async () => {
    const inferred = await infer({ 'libs/py/pyproject.toml': `${PYPROJECT}[tool.buildset]\ndomain = "abc"\n` });
    expect(inferred['libs/py']?.['attach']?.options).toEqual({ format: 'pypi', files: ['{projectRoot}/dist/*'] });
  });

  it('gives a project of two formats the targets of each', async () => {
    const files = { 'buildset.config.json': CONFIGURATION, 'a/package.json': PACKAGE, 'a/pyproject.toml': PYPROJECT };
    const { a = {} } = await infer(files);
    expect(Object.keys(a).sort()).toEqual(['attach-npm', 'attach-pypi', 'promote-npm', 'promote-pypi']);
  });

  it('calls the targets as the options say', async () => {
    const files = { 'buildset.config.json': CONFIGURATION, 'a/package.json': PACKAGE };
    const { a = {} } = await infer(files, { attachTargetName: 'publish-build', promoteTargetName: 'release' });
    expect(Object.keys(a)).toEqual(['publish-build', 'release']);
  });

  it.each([
    ['without a configuration', { 'a/package.json': PACKAGE }],
    [
      'that is private',
      { 'buildset.config.json': CONFIGURATION, 'a/package.json': '{"name": "a", "version": "1.0.0", "private": true}' },
    ],
    ['without a version', { 'buildset.config.json': CONFIGURATION, 'a/package.json': '{"name": "a"}' }],
    ['whose manifest is broken', { 'buildset.config.json': CONFIGURATION, 'a/pyproject.toml': '[project' }],
    ['whose pyproject.toml is for tools alone', { 'a/pyproject.toml': '[tool.buildset]\ndomain = "abc"\n' }],
  ])('leaves a project alone %s', async (_what, files) => {
    expect(await infer(files)).toEqual({});
  });

  it('names the file when the configuration is not valid', async () => {
    const files = { 'buildset.config.json': '{"domian": "abc"}', 'a/package.json': PACKAGE };
    await expect(infer(files)).rejects.toMatchObject({ code: 'configuration-invalid' });
  });
});
