import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { pypiSamples } from '@buildset/format-pypi';

import { type Bin, type BinResult, type RunningBin, startBin } from '../bins/start-bin.ts';
import { clientHome } from '../clients/client-home.ts';
import { type Server, startServer } from '../server/start-server.ts';
import { makeDomain, type TestDomain } from '../server/test-domain.ts';

/** Two accounts, each with a server, a domain and a home, and somebody whose profiles and configuration know both. */
export interface TwoAccounts {
  /** `abc` of 111111111111 in us-east-1: AbcDev, AbcStaging. */
  readonly build: TestDomain;
  /** `xyz` of 222222222222 in eu-west-1: releases. */
  readonly release: TestDomain;
  start(bin: Bin, args: readonly string[]): RunningBin;
  run(bin: Bin, args: readonly string[]): Promise<BinResult>;
  /** Writes a wheel of version 1.0.0, and returns its path. */
  wheel(packageName: string, build: number): Promise<string>;
  /** Writes a folder of files, and returns its path. */
  tree(name: string, files: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

export async function openTwoAccounts(): Promise<TwoAccounts> {
  const [one, two] = await Promise.all([
    startServer({ account: '111111111111', region: 'us-east-1' }),
    startServer({ account: '222222222222', region: 'eu-west-1' }),
  ]);
  const build = await makeDomain(one, 'abc', ['AbcDev', 'AbcStaging']);
  const release = await makeDomain(two, 'xyz', ['releases']);
  const home = await clientHome();
  await mkdir(join(home.path, '.aws'));
  await writeFile(join(home.path, '.aws', 'credentials'), `${profile('build', one)}${profile('release', two)}`);
  await writeFile(join(home.path, 'buildset.config.json'), JSON.stringify(configuration(one, two)));
  const start: TwoAccounts['start'] = (bin, args) => startBin(bin, args, { home: home.path, env: {} });
  return {
    build,
    release,
    start,
    run: (bin, args) => start(bin, args).result,
    async wheel(packageName, number) {
      const pkg = { format: 'pypi', name: packageName } as const;
      const { content, name } = await pypiSamples.file(pkg, '1.0.0', number);
      await writeFile(join(home.path, name), content);
      return join(home.path, name);
    },
    async tree(name, files) {
      const folder = join(home.path, name);
      await mkdir(folder);
      for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
      return folder;
    },
    async close() {
      await home.remove();
      await Promise.all([one.stop(), two.stop()]);
    },
  };
}

function profile(name: string, { accessKeyId, secretAccessKey }: Server): string {
  return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
}

function configuration(one: Server, two: Server): object {
  const connection = {
    domain: 'xyz',
    domainOwner: two.account,
    region: two.region,
    endpoint: two.endpoint,
    profile: 'release',
    home: 'records',
  };
  return {
    domain: 'abc',
    domainOwner: one.account,
    region: one.region,
    endpoint: one.endpoint,
    profile: 'build',
    stages: {
      dev: { repository: 'AbcDev' },
      staging: { repository: 'AbcStaging' },
      prod: { repository: 'releases', connection, from: ['staging'], checks: ['tests'] },
    },
  };
}
