import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { parsePromotion, type Promotion } from './bins/promotion.ts';
import { type Bin, type BinResult, type RunningBin, startBin } from './bins/start-bin.ts';
import { type ClientHome, clientHome } from './clients/client-home.ts';
import type { PythonClients } from './clients/python.ts';
import type { PythonTool } from './clients/python-tools.ts';
import type { ProgramResult } from '@buildset/testkit/program';
import type { TestDomain } from './server/test-domain.ts';
import type { Wheel } from './wheels/made-wheels.ts';

export interface PromoteResult extends BinResult {
  /** What `--json` printed on standard output; undefined when it printed nothing. */
  readonly promotion: Promotion | undefined;
}

/** Somebody at a terminal: a home of their own, AWS credentials for one domain, the real clients and the bins. */
export interface User {
  readonly home: ClientHome;
  /** Runs a real client. Rejects when it fails, unless `mayFail`. */
  client(tool: PythonTool, args: readonly string[], mayFail?: boolean): Promise<ProgramResult>;
  /** `aws codeartifact …` for the domain, with a JSON answer. */
  aws(operation: string, args: readonly string[], mayFail?: boolean): Promise<ProgramResult>;
  /** `aws codeartifact login --tool twine`. */
  login(repository: string): Promise<void>;
  /** `twine upload --repository codeartifact`. */
  twineUpload(wheels: readonly Wheel[]): Promise<void>;
  start(bin: Bin, args: readonly string[], env?: Readonly<Record<string, string>>): RunningBin;
  run(bin: Bin, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<BinResult>;
  /** `codeartifact-twine promote … --domain … --json`, started only. */
  startPromote(args: readonly string[]): RunningBin;
  promote(args: readonly string[]): Promise<PromoteResult>;
  /** Installs with real pip from a repository, and says which files came: their names in RECORD's folder. */
  install(repository: string, requirement: string): Promise<Installed>;
  remove(): Promise<void>;
}

export interface Installed {
  /** `Build:` of the WHEEL file. */
  readonly build: string | undefined;
  /** The package's own `__init__.py`. */
  readonly source: string;
}

export async function makeUser(domain: TestDomain, python: PythonClients): Promise<User> {
  const home = await clientHome();
  let installs = 0;
  const start: User['start'] = (bin, args, env = {}) =>
    startBin(bin, args, { home: home.path, env: { ...domain.env, ...env } });
  const client: User['client'] = (tool, args, mayFail = false) =>
    python.run(tool, args, { home, env: domain.env, mayFail });
  const user: User = {
    home,
    client,
    start,
    run: (bin, args, env) => start(bin, args, env).result,
    aws: (operation, args, mayFail) =>
      client('aws', ['codeartifact', operation, '--domain', domain.name, '--output', 'json', ...args], mayFail),
    async login(repository) {
      const where = ['--tool', 'twine', '--domain', domain.name, '--repository', repository];
      await client('aws', ['codeartifact', 'login', ...where]);
    },
    async twineUpload(wheels) {
      const options = ['--repository', 'codeartifact', '--non-interactive', '--disable-progress-bar'];
      await client('twine', ['upload', ...options, ...wheels.map(({ path }) => path)]);
    },
    startPromote: (args) => start('codeartifact-twine', ['promote', ...args, '--domain', domain.name, '--json']),
    async promote(args) {
      const result = await user.startPromote(args).result;
      return { ...result, promotion: parsePromotion(result.stdout) };
    },
    async install(repository, requirement) {
      installs += 1;
      const target = join(home.path, `installed-${installs}`);
      const index = await domain.indexUrl(repository);
      const options = ['--no-deps', '--no-cache-dir', '--quiet', '--target', target, '--index-url', index];
      await client('pip', ['install', ...options, requirement]);
      return await installedIn(target);
    },
    remove: () => home.remove(),
  };
  return user;
}

async function installedIn(target: string): Promise<Installed> {
  const names = await readdir(target);
  const info = names.find((name) => name.endsWith('.dist-info'));
  if (info === undefined) throw new Error(`pip installed ${names.join(', ')}`);
  const wheel = await readFile(join(target, info, 'WHEEL'), 'utf8');
  const packageName = info.slice(0, info.indexOf('-'));
  return {
    build: /^Build: (.+)$/m.exec(wheel)?.[1],
    source: await readFile(join(target, packageName, '__init__.py'), 'utf8'),
  };
}
