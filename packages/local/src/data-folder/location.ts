import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the server keeps its data by default: below the user's data directory (XDG base directory specification). */
export function defaultDataDir(environment: Readonly<Record<string, string | undefined>>): string {
  const base = environment['XDG_DATA_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.local', 'share') : base, 'codeartifact-local');
}
