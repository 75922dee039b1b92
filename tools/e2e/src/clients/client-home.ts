import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A home directory that clients may fill and that no user's configuration reaches. */
export interface ClientHome {
  readonly path: string;
  /** The whole environment for a client: see `clientEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
  /** Deletes the folder; a second call is harmless. */
  remove(): Promise<void>;
}

/** Refuses connections: what a client asks for without being told where ends here, not on the internet. */
const NOWHERE = 'http://127.0.0.1:9/simple/';

/** What a program needs to run at all. Everything else (AWS_*, PIP_*, TWINE_*, UV_*, XDG_*, proxies) stays out. */
const INHERITED = [
  'PATH',
  'LANG',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'SYSTEMROOT',
  'ComSpec',
  'PATHEXT',
  'PYENV_ROOT',
];

/**
 * Makes an empty home directory in the temporary folder. pip's own file in it points at a port that refuses, so that
 * pip reaches only the index that a test (or `aws codeartifact login --tool pip`) names.
 */
export async function clientHome(outer: NodeJS.ProcessEnv = process.env): Promise<ClientHome> {
  const path = await realpath(await mkdtemp(join(tmpdir(), 'buildset-home-')));
  const pipFolder = join(path, '.config', 'pip');
  await mkdir(pipFolder, { recursive: true });
  // Written as the user's file, not given in the environment: a login must be able to replace it. Empty values
  // switch off what the machine's own configuration says.
  const pipLines = [
    '[global]',
    `index-url = ${NOWHERE}`,
    'extra-index-url =',
    'find-links =',
    'proxy =',
    'retries = 1',
  ];
  await writeFile(join(pipFolder, 'pip.conf'), `${pipLines.join('\n')}\n`);
  return {
    path,
    env: clientEnvironment(path, outer),
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** The environment for a client at `home`: what any program needs of `outer`, and settings that keep it at home. */
export function clientEnvironment(home: string, outer: NodeJS.ProcessEnv): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = outer[name];
    if (value !== undefined) env[name] = value;
  }
  return {
    ...env,
    HOME: home,
    USERPROFILE: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    PYTHONUTF8: '1',
    PYTHONDONTWRITEBYTECODE: '1',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_NO_INPUT: '1',
    UV_DEFAULT_INDEX: NOWHERE,
    UV_PYTHON_DOWNLOADS: 'never',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
}
