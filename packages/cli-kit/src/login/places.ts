import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Environment, firstSet } from '../environment.ts';

/** The user's folder. */
export function homeOf(environment: Environment): string {
  return firstSet(environment, 'HOME', 'USERPROFILE') ?? homedir();
}

/** Where programs keep their configuration: `XDG_CONFIG_HOME`, or what the system has in its place. */
function configFolder(environment: Environment, platform: NodeJS.Platform, mac: string): string {
  const home = homeOf(environment);
  const named = firstSet(environment, 'XDG_CONFIG_HOME');
  if (platform === 'win32') return firstSet(environment, 'APPDATA') ?? join(home, 'AppData', 'Roaming');
  if (named !== undefined) return named;
  return platform === 'darwin' ? join(home, mac) : join(home, '.config');
}

const MAC_SUPPORT = join('Library', 'Application Support');

/** The user's file of each tool, as the tool itself finds it. */
export const PLACES = {
  pypirc: (environment: Environment): string => join(homeOf(environment), '.pypirc'),
  // Source: pip's user guide, "Configuration files"; on macOS pip takes .config where its other folder is not there.
  pip: (environment: Environment, platform: NodeJS.Platform): string => {
    const folder = join(configFolder(environment, platform, '.config'), 'pip');
    return firstSet(environment, 'PIP_CONFIG_FILE') ?? join(folder, platform === 'win32' ? 'pip.ini' : 'pip.conf');
  },
  // Source: uv's documentation, "Configuration files".
  uv: (environment: Environment, platform: NodeJS.Platform): string =>
    firstSet(environment, 'UV_CONFIG_FILE') ?? join(configFolder(environment, platform, '.config'), 'uv', 'uv.toml'),
  // Source: Poetry's documentation, "Configuration".
  poetry: (environment: Environment, platform: NodeJS.Platform, file: string): string => {
    const folder = join(configFolder(environment, platform, MAC_SUPPORT), 'pypoetry');
    return join(firstSet(environment, 'POETRY_CONFIG_DIR') ?? folder, file);
  },
  netrc: (environment: Environment, platform: NodeJS.Platform): string =>
    firstSet(environment, 'NETRC') ?? join(homeOf(environment), platform === 'win32' ? '_netrc' : '.netrc'),
  npmrc: (environment: Environment): string =>
    firstSet(environment, 'NPM_CONFIG_USERCONFIG', 'npm_config_userconfig') ?? join(homeOf(environment), '.npmrc'),
  yarnrc: (environment: Environment): string => join(homeOf(environment), '.yarnrc'),
  yarnrcYml: (environment: Environment): string =>
    join(homeOf(environment), firstSet(environment, 'YARN_RC_FILENAME') ?? '.yarnrc.yml'),
};
