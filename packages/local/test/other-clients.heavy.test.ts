import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  CodeartifactClient,
  CreateDomainCommand,
  CreateRepositoryCommand,
  GetAuthorizationTokenCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningCodeArtifact, startCodeArtifact } from '../src/index.ts';

const exec = promisify(execFile);
const modules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

let server: RunningCodeArtifact;
let client: CodeartifactClient;
let token: string;
let home: string;

const base = (): string => `${server.endpoint}/npm/d/abc-000000000000/dev/`;

/** What `aws codeartifact login --tool npm` writes, which pnpm and yarn 1 read. */
const npmrc = (): string => {
  const place = base().slice('http:'.length);
  return `registry=${base()}\n${place}:_authToken=${token}\n${place}:always-auth=true\n`;
};

/** As of 4.14 yarn takes nothing that is younger than a day, unless it is told otherwise. */
const yarnrc = (): string =>
  [
    `npmRegistryServer: "${base()}"`,
    `npmAuthToken: "${token}"`,
    'npmAlwaysAuth: true',
    'npmMinimalAgeGate: 0',
    'unsafeHttpWhitelist: ["127.0.0.1"]',
    'enableTelemetry: false',
    'enableGlobalCache: false',
    'nodeLinker: node-modules',
  ].join('\n');

interface Client {
  readonly name: string;
  readonly program: string;
  /** One command after the other. */
  readonly publish: readonly (readonly string[])[];
  readonly install: readonly string[];
}

const clients: readonly Client[] = [
  {
    name: 'pnpm',
    program: 'pnpm/bin/pnpm.cjs',
    publish: [['publish', '--no-git-checks']],
    install: ['install', '--no-frozen-lockfile', '--store-dir', 'store'],
  },
  {
    name: 'yarn 1',
    program: 'yarn/bin/yarn.js',
    publish: [['publish', '--non-interactive']],
    install: ['install', '--non-interactive', '--cache-folder', 'cache'],
  },
  {
    name: 'yarn 4',
    program: '@yarnpkg/cli-dist/bin/yarn.js',
    publish: [
      ['install', '--no-immutable'],
      ['npm', 'publish'],
    ],
    install: ['install', '--no-immutable'],
  },
];

/** A folder of its own with a package, and with what the clients need to know of the registry. */
const project = async (folder: string, manifest: Readonly<Record<string, unknown>>): Promise<string> => {
  const path = join(home, folder);
  await mkdir(path, { recursive: true });
  const files = {
    'package.json': JSON.stringify({ version: '1.0.0', license: 'MIT', ...manifest }),
    'index.js': `module.exports = '${folder}';\n`,
    '.npmrc': npmrc(),
    '.yarnrc.yml': yarnrc(),
    'yarn.lock': '',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(path, name), text);
  return path;
};

const run = ({ program }: Client, cwd: string, args: readonly string[]) =>
  exec(process.execPath, [join(modules, program), ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: home, YARN_IGNORE_PATH: '1', CI: 'true' },
    timeout: 120_000,
  });

beforeAll(async () => {
  server = await startCodeArtifact();
  client = new CodeartifactClient({ endpoint: server.endpoint, region: server.region, credentials: server });
  await client.send(new CreateDomainCommand({ domain: 'abc' }));
  await client.send(new CreateRepositoryCommand({ domain: 'abc', repository: 'dev' }));
  token = (await client.send(new GetAuthorizationTokenCommand({ domain: 'abc' }))).authorizationToken ?? '';
  home = await mkdtemp(join(tmpdir(), 'clients-'));
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await rm(home, { recursive: true, force: true });
});

describe.each(clients.map((one) => [one.name, one] as const))('%s', { timeout: 240_000 }, (name, one) => {
  const folder = name.replace(' ', '-');

  it('publishes a package, and one with a scope', async () => {
    for (const [path, full] of [
      [folder, `by-${folder}`],
      [`${folder}-scoped`, `@acme/by-${folder}`],
    ] as const) {
      const source = await project(path, { name: full });
      for (const args of one.publish) await run(one, source, args);
      const [first = '', second] = full.split('/');
      const namespace = second === undefined ? undefined : first.slice(1);
      const at = { domain: 'abc', repository: 'dev', format: 'npm', namespace, package: second ?? first } as const;
      const { versions } = await client.send(new ListPackageVersionsCommand(at));
      expect(versions?.map(({ version, status }) => [version, status])).toEqual([['1.0.0', 'Published']]);
    }
  });

  it('installs both, with what the registry says in its lock file', async () => {
    const dependencies = { [`by-${folder}`]: '^1.0.0', [`@acme/by-${folder}`]: '1.0.0' };
    const consumer = await project(`${folder}-consumer`, { name: 'consumer', private: true, dependencies });
    await run(one, consumer, one.install);
    for (const [path, full] of [
      [folder, `by-${folder}`],
      [`${folder}-scoped`, `@acme/by-${folder}`],
    ] as const) {
      const text = await readFile(join(consumer, 'node_modules', full, 'index.js'), 'utf8');
      expect(text).toBe(`module.exports = '${path}';\n`);
    }
  });
});
