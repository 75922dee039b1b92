import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

import { smallWheel } from '@buildset/format-pypi';

import { binFile } from '../bins/bin-file.ts';
import { clientHome } from '../clients/client-home.ts';
import type { FoundClients, MissingClients } from '../clients/python.ts';
import { startServer } from '../server/start-server.ts';
import { makeDomain } from '../server/test-domain.ts';
import { openShell, type Shell } from './shell.ts';

const BINS = {
  buildset: '@buildset/buildset',
  'codeartifact-generic': '@buildset/generic',
  'codeartifact-keyring': '@buildset/twine',
  'codeartifact-local': '@buildset/local',
  'codeartifact-npm': '@buildset/npm',
  'codeartifact-twine': '@buildset/twine',
} as const;

/** What is there before a guide's first command. */
export type Start =
  /** A machine with the programs, and in `dist` the wheels of pyabc 1.0.0 and pylib 2.0.0, without a build tag. */
  | 'machine'
  /** As after the chapter "A domain" of `without-aws.md`, but for `buildset init`. */
  | 'domain'
  /** As after that chapter. */
  | 'home'
  /** The same, with these wheels. */
  | 'wheels';

/** A machine of a reader's own: an empty folder, a shell in it, the programs on its PATH. */
export interface World {
  /** The folder that the reader works in. */
  readonly folder: string;
  readonly shell: Shell;
  /** Output as `you` would see it: the name and the home. */
  asReader(output: string): string;
  close(): Promise<void>;
}

/** Throws where the real clients are missing. */
export async function openWorld(start: Start, clients: FoundClients | MissingClients): Promise<World> {
  if (!clients.available) throw new Error(clients.reason);
  const home = await clientHome();
  const [folder, bin, commands] = ['project', '.bin', '.commands'].map((name) => join(home.path, name));
  if (!folder || !bin || !commands) throw new Error('no folders');
  for (const made of [folder, bin, commands]) await mkdir(made);
  for (const [name, from] of Object.entries(BINS)) await symlink(binFile(from, name), join(bin, name));
  await wrapClients(bin, clients);
  const server = start === 'machine' ? undefined : await startServer();
  const domain = server ? await makeDomain(server, 'abc') : undefined;
  const env = {
    ...home.env,
    ...QUIET,
    ...domain?.env,
    ...(server ? { AWS_ENDPOINT_URL_STS: server.endpoint } : {}),
    PATH: [bin, dirname(process.execPath), home.env['PATH'] ?? ''].join(delimiter),
  };
  const shell = openShell({ cwd: folder, env, folder: commands });
  const close = async (): Promise<void> => {
    await shell.close();
    await server?.stop();
    await home.remove();
  };
  if (start === 'home' || start === 'wheels') await shell.run('buildset init --domain abc', 0);
  if (start === 'machine' || start === 'wheels') await writeWheels(join(folder, 'dist'));
  return { folder, shell, asReader: (output) => withReader(output, home.path), close };
}

async function writeWheels(dist: string): Promise<void> {
  await mkdir(dist);
  for (const [name, version] of Object.entries({ pyabc: '1.0.0', pylib: '2.0.0' })) {
    const wheel = smallWheel({ name, version, files: { [`${name}.py`]: '' } });
    await writeFile(join(dist, wheel.name), wheel.content);
  }
}

/** What else would ask a registry, or depend on the terminal. */
const QUIET = {
  npm_config_update_notifier: 'false',
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_fetch_retries: '0',
  LC_ALL: 'C.UTF-8',
  PIP_ROOT_USER_ACTION: 'ignore',
};

/** Programs that are not on the PATH anyway get a script under their name. */
async function wrapClients(bin: string, { commands }: FoundClients): Promise<void> {
  const names = { ...commands, python3: commands.python };
  for (const [name, words] of Object.entries(names)) {
    if (!isAbsolute(words[0])) continue;
    const file = join(bin, name);
    const quoted = words.map((word) => `'${word}'`).join(' ');
    await writeFile(file, `#!/bin/sh\nexec ${quoted} "$@"\n`);
    await chmod(file, 0o755);
  }
}

function withReader(output: string, home: string): string {
  const { username } = userInfo();
  return output
    .replaceAll(home, '/home/you')
    .replaceAll(new RegExp(String.raw`(?<=\bby | {2})${username}(?= as user/| {2}|$)`, 'gm'), 'you');
}
