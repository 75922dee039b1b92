import type { Environment } from '../environment.ts';
import type { LoginFile, LoginFormat } from './login-file.ts';
import { PLACES } from './places.ts';

/** A tool that can be logged in. */
export interface LoginTool {
  readonly name: string;
  readonly endpointFormat: 'pypi' | 'npm';
  /** What is to be typed after a login. */
  next(name: string): string;
  /** Whether the flags `--extra`, `--keyring` and `--scope` mean something for it. */
  readonly takes: readonly ('extra' | 'keyring' | 'scope')[];
  /** What its file needs; the first is where `--file` goes, and the only one then. */
  files(environment: Environment, platform: NodeJS.Platform): Promise<readonly [LoginFile, ...LoginFile[]]>;
}

/** The tools of a front-end; the first is the default. */
export type LoginTools = readonly [LoginTool, ...LoginTool[]];

function file(path: string, format: LoginFormat): LoginFile {
  return { path, format };
}

/** The tools that install and upload Python packages. */
export const PYTHON_TOOLS: LoginTools = [
  {
    name: 'twine',
    endpointFormat: 'pypi',
    next: (name) => `twine upload --repository ${name} dist/*`,
    takes: [],
    files: async (env) => [file(PLACES.pypirc(env), (await import('./files/pypirc.ts')).pypirc)],
  },
  {
    name: 'pip',
    endpointFormat: 'pypi',
    next: () => 'pip install <package>',
    takes: ['extra', 'keyring'],
    files: async (env, platform) => [file(PLACES.pip(env, platform), (await import('./files/pip-conf.ts')).pipConf)],
  },
  {
    name: 'uv',
    endpointFormat: 'pypi',
    next: () => 'uv pip install <package>',
    takes: ['extra', 'keyring'],
    files: async (env, platform) => [file(PLACES.uv(env, platform), (await import('./files/uv-toml.ts')).uvToml)],
  },
  {
    name: 'poetry',
    endpointFormat: 'pypi',
    next: (name) => `poetry publish -r ${name}`,
    takes: [],
    async files(env, platform) {
      const { poetryAuth, poetryConfig } = await import('./files/poetry-toml.ts');
      // The login first: a repository without one would be the worse half.
      return [
        file(PLACES.poetry(env, platform, 'auth.toml'), poetryAuth),
        file(PLACES.poetry(env, platform, 'config.toml'), poetryConfig),
      ];
    },
  },
  {
    name: 'netrc',
    endpointFormat: 'pypi',
    next: () => 'pip, uv, curl and others find the login by the host of the address',
    takes: [],
    files: async (env, platform) => [file(PLACES.netrc(env, platform), (await import('./files/netrc.ts')).netrc)],
  },
];

/** The tools that install and publish npm packages. */
export const NPM_TOOLS: LoginTools = [
  npmLike('npm'),
  npmLike('pnpm'),
  {
    name: 'yarn',
    endpointFormat: 'npm',
    next: () => 'yarn install',
    takes: ['scope'],
    files: async (env) => [file(PLACES.yarnrcYml(env), (await import('./files/yarnrc-yml.ts')).yarnrcYml)],
  },
  {
    name: 'yarn-classic',
    endpointFormat: 'npm',
    next: () => 'yarn install',
    takes: ['scope'],
    async files(env) {
      const [{ npmrcForYarn }, { yarnrc }] = await Promise.all([
        import('./files/npmrc.ts'),
        import('./files/yarnrc.ts'),
      ]);
      return [file(PLACES.npmrc(env), npmrcForYarn), file(PLACES.yarnrc(env), yarnrc)];
    },
  },
];

function npmLike(name: string): LoginTool {
  return {
    name,
    endpointFormat: 'npm',
    next: () => `${name} install`,
    takes: ['scope'],
    files: async (env) => [file(PLACES.npmrc(env), (await import('./files/npmrc.ts')).npmrc)],
  };
}
