import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { smallWheel } from '@buildset/format-pypi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NxWorkspace } from './nx-workspace.ts';

let workspace: NxWorkspace;
beforeAll(async () => {
  workspace = await NxWorkspace.create();
  await workspace.write({
    'packages/py/pyproject.toml': '[project]\nname = "pyabc"\nversion = "1.0.0"\n',
    'packages/app/package.json': {
      name: '@abc/app',
      version: '1.0.0',
      nx: { targets: { build: { command: 'node build.mjs', options: { cwd: '{projectRoot}' } } } },
      files: ['dist'],
    },
    'packages/tool/package.json': { name: 'tool', version: '1.0.0', private: true },
  });
});
afterAll(() => workspace?.remove());

describe('in an Nx workspace', () => {
  it.each([
    ['pyabc', 'pypi'],
    ['@abc/app', 'npm'],
  ])('nx show project %s has both targets, with a configuration for each stage', async (name, format) => {
    const { targets } = JSON.parse(await workspace.succeed('show', 'project', name, '--json'));
    expect(targets.attach).toMatchObject({ executor: '@buildset/nx:attach', options: { format } });
    expect(targets.promote).toMatchObject({ executor: '@buildset/nx:promote', options: { format } });
    expect(Object.keys(targets.promote.configurations)).toEqual(['dev', 'staging']);
  });

  it('a package that is not published has none', async () => {
    const { targets = {} } = JSON.parse(await workspace.succeed('show', 'project', 'tool', '--json'));
    expect(Object.keys(targets)).not.toContain('attach');
  });

  describe('with a Python project', () => {
    const writeBuild = async (build: string): Promise<void> => {
      await rm(join(workspace.folder, 'packages/py/dist'), { recursive: true, force: true });
      const files = { 'pyabc.py': `"""build ${build}"""\n` };
      const wheel = smallWheel({ name: 'pyabc', version: '1.0.0', files, build });
      await workspace.write({ [join('packages/py/dist', wheel.name)]: wheel.content });
    };

    it('attaches two builds, and promotes the older one', async () => {
      for (const build of ['22', '23']) {
        await writeBuild(build);
        expect(await workspace.succeed('run', 'pyabc:attach', '--repository=dev')).toContain('sha256:');
      }
      const promote = ['run', 'pyabc:promote:staging', '--from=dev', '--build=22'];
      expect(await workspace.succeed(...promote)).toContain('AbcStaging');
      expect(await workspace.succeed(...promote)).toContain('already');
    });

    it('fails as the command does, with its message', async () => {
      const refused = await workspace.nx('run', 'pyabc:promote:staging', '--from=dev', '--build=99');
      expect(refused.code).toBe(1);
      expect(refused.output).toContain('99');
    });
  });

  describe('with an npm package', () => {
    it('builds and attaches two builds, and promotes the older one', async () => {
      for (const build of ['22', '23']) {
        const code = `import { mkdirSync, writeFileSync } from 'node:fs';\nmkdirSync('dist', { recursive: true });\n`;
        await workspace.write({
          'packages/app/build.mjs': `${code}writeFileSync('dist/index.js', '// build ${build}');\n`,
        });
        const attached = await workspace.succeed('attach', '@abc/app', '--repository=dev', `--build=${build}`);
        expect(attached).toContain(`@abc/app@1.0.0 build ${build} is on record`);
        expect(attached).toContain(`AbcDev holds build ${build} now`);
      }
      const promote = ['promote', '@abc/app', '--configuration=staging', '--build=22'];
      expect(await workspace.succeed(...promote)).toContain(
        '@abc/app@1.0.0 build 22 promoted from AbcDev to AbcStaging',
      );
      expect(await workspace.succeed(...promote)).toContain('already');
    });

    it('leaves active what is active with --activate=false', async () => {
      await workspace.write({
        'packages/app/build.mjs':
          "import { writeFileSync } from 'node:fs';\nwriteFileSync('dist/index.js', '// 24');\n",
      });
      const attached = await workspace.succeed(
        'attach',
        '@abc/app',
        '--repository=dev',
        '--build=24',
        '--activate=false',
      );
      expect(attached).toContain('not active in AbcDev');
    });

    it('fails as the command does, with its message', async () => {
      const refused = await workspace.nx('promote', '@abc/app', '--configuration=staging', '--build=99');
      expect(refused.code).toBe(1);
      expect(refused.output).toContain('has no build 99');
    });
  });
});
