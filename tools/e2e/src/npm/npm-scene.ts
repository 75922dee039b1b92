import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { binFile } from '../bins/bin-file.ts';
import { type BinResult, startBin } from '../bins/start-bin.ts';
import { type ClientHome, clientHome } from '../clients/client-home.ts';
import type { ProgramResult } from '@buildset/testkit/program';
import { type Server, startServer } from '../server/start-server.ts';
import { makeDomain, type TestDomain } from '../server/test-domain.ts';
import { type NpmClient, runNpmClient } from './npm-clients.ts';

/** A server with the domain `abc` and its home, and somebody who works on npm packages in a folder. */
export interface NpmScene {
  readonly server: Server;
  readonly domain: TestDomain;
  /** Writes files below the home, by path; objects as JSON. */
  write(files: Readonly<Record<string, string | object>>): Promise<void>;
  read(path: string): Promise<string>;
  /** A folder whose packages come from a repository, and go there: a package.json and an `.npmrc` with a token. */
  project(folder: string, repository: string, manifest: object): Promise<void>;
  /** Runs a real package manager in a folder. */
  client(client: NpmClient, folder: string, args: readonly string[], mayFail?: boolean): Promise<ProgramResult>;
  /** Runs `codeartifact-npm` in a folder. */
  bin(folder: string, args: readonly string[]): Promise<BinResult>;
  /** The answer of `codeartifact-npm … --json`; rejects unless it ends with `code`. */
  json<Answer>(folder: string, args: readonly string[], code?: number): Promise<Answer>;
  /** Deletes what a client installed and what it remembers of earlier downloads. */
  forget(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** A monorepo takes several seconds a package on a busy machine. */
const BIN_TIMEOUT_MS = 240_000;

export async function openNpmScene(): Promise<NpmScene> {
  const server = await startServer();
  const domain = await makeDomain(server, 'abc');
  const home = await clientHome();
  await linkBin(home);
  const at = (path: string): string => join(home.path, path);
  const start = (bin: 'buildset' | 'codeartifact-npm', args: readonly string[], cwd: string): Promise<BinResult> =>
    startBin(bin, args, { home: home.path, env: domain.env, cwd, timeoutMs: BIN_TIMEOUT_MS }).result;
  const scene: NpmScene = {
    server,
    domain,
    async write(files) {
      for (const [path, content] of Object.entries(files)) {
        await mkdir(dirname(at(path)), { recursive: true });
        await writeFile(at(path), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
      }
    },
    read: (path) => readFile(at(path), 'utf8'),
    async project(folder, repository, manifest) {
      const registry = `${server.endpoint}/npm/d/abc-${server.account}/${repository}/`;
      const login = `${registry.slice('http:'.length)}:_authToken=${await domain.token()}`;
      await scene.write({
        [`${folder}/package.json`]: manifest,
        [`${folder}/.npmrc`]: `registry=${registry}\n${login}\n`,
      });
    },
    client: (client, folder, args, mayFail = false) =>
      runNpmClient(client, args, { home, cwd: at(folder), env: domain.env, mayFail }),
    bin: (folder, args) => start('codeartifact-npm', args, at(folder)),
    async json(folder, args, code = 0) {
      const ran = await scene.bin(folder, [...args, '--json']);
      if (ran.code !== code) throw new Error(`${args.join(' ')}: ended with ${ran.code}. ${ran.stdout}${ran.stderr}`);
      return JSON.parse(ran.stdout === '' ? ran.stderr : ran.stdout);
    },
    async forget(folder) {
      const remembered = ['.npm', '.cache', '.local', `${folder}/node_modules`];
      for (const path of remembered) await rm(at(path), { recursive: true, force: true, maxRetries: 3 });
    },
    async close() {
      await home.remove();
      await server.stop();
    },
  };
  const init = await start('buildset', ['init', '--domain', 'abc'], home.path);
  if (init.code !== 0) throw new Error(`buildset init: ${init.stderr}`);
  return scene;
}

/** As an install of the package does, for `npm run` in any folder below the home. */
async function linkBin(home: ClientHome): Promise<void> {
  const bin = 'codeartifact-npm';
  await mkdir(join(home.path, 'node_modules/.bin'), { recursive: true });
  await symlink(binFile('@buildset/npm', bin), join(home.path, 'node_modules/.bin', bin));
}
