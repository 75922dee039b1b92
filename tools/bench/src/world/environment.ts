import { join } from 'node:path';

/** What a program needs to run at all; all else of the machine's environment stays out. */
const INHERITED = ['PATH', 'LANG', 'TZ', 'TMPDIR', 'PYENV_ROOT'];

/** The environment of everything that is measured: at home in `home`, nothing of the user's configuration. */
export function environmentIn(home: string, outer: NodeJS.ProcessEnv): Record<string, string> {
  const inherited = INHERITED.flatMap((name) => {
    const value = outer[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...Object.fromEntries(inherited),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
}
