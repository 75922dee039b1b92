import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { pypiSamples } from '@buildset/format-pypi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { addPrincipal, type PrincipalKeys } from '../src/accounts/principal.ts';
import { parsePromotion, printedError } from '../src/bins/promotion.ts';
import { type Bin, startBin } from '../src/bins/start-bin.ts';
import { type ClientHome, clientHome } from '../src/clients/client-home.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { makeDomain, type TestDomain } from '../src/server/test-domain.ts';

const STAGES = { dev: { repository: 'AbcDev' }, staging: { repository: 'AbcStaging', from: ['dev'] } };
const TRANSIT = 'arn:aws:codeartifact:*:*:*/abc/buildset-transit';

/** What somebody may do who promotes and may publish, and is denied something of the transit. */
const DENIED = {
  /** He does not even see it. */
  stranger: [{ Effect: 'Deny', Action: 'codeartifact:*', Resource: [TRANSIT, `${TRANSIT}/*`] }],
  /** He sees it, and what is in it. */
  reader: [{ Effect: 'Deny', Action: 'codeartifact:PublishPackageVersion', Resource: [`${TRANSIT}/*`] }],
} as const;
type Who = 'stranger' | 'reader';

describe('a promotion by somebody without the right to the transit', () => {
  let server: Server;
  let domain: TestDomain;
  let home: ClientHome;
  const keys = new Map<Who, PrincipalKeys>();

  beforeAll(async () => {
    server = await startServer();
    domain = await makeDomain(server, 'abc', ['AbcDev', 'AbcStaging']);
    home = await clientHome();
    const configuration = { domain: 'abc', domainOwner: '000000000000', stages: STAGES };
    await writeFile(join(home.path, 'buildset.config.json'), JSON.stringify(configuration));
    await mkdir(join(home.path, 'tree'));
    for (const name of ['run.sh', 'readme.txt']) await writeFile(join(home.path, 'tree', name), `${name}\n`);
    await done('buildset', ['init']);
    const { Statement: granted, ...policy } = JSON.parse(
      (await done('buildset', ['policy', 'promoter', '--also', 'publish', '--also', 'undo'])).stdout,
    );
    for (const who of ['stranger', 'reader'] as const) {
      const document = JSON.stringify({ ...policy, Statement: [...granted, ...DENIED[who]] });
      keys.set(who, await addPrincipal(server, who, document));
    }
    for (const name of ['pystranger', 'pyreader', 'pymany']) {
      for (const build of [22, 23, 24]) await upload(name, build);
    }
    const tree = ['--namespace', 'ops', '--package', 'tools', '--package-version', '1.0.0', '--repository', 'dev'];
    for (const build of ['23', '24']) {
      await done('codeartifact-generic', ['publish', 'tree', ...tree, '--build', build]);
      await writeFile(join(home.path, 'tree', 'run.sh'), 'another\n');
    }
  });
  afterAll(async () => {
    await home?.remove();
    await server?.stop();
  });

  const run = (bin: Bin, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
    startBin(bin, args, { home: home.path, env: { ...domain.env, ...env } }).result;

  async function done(bin: Bin, args: readonly string[]) {
    const result = await run(bin, args);
    if (result.code !== 0) throw new Error(`${bin} ${args.join(' ')}: ${result.code} ${result.stderr}`);
    return result;
  }

  async function promote(who: Who, bin: Bin, spec: string, ...flags: readonly string[]) {
    const { accessKeyId = '', secretAccessKey = '' } = keys.get(who) ?? {};
    const own = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
    const { code, stderr, stdout } = await run(bin, ['promote', spec, '--to', 'staging', '--json', ...flags], own);
    return { code, error: printedError(stderr), promotion: parsePromotion(stdout) };
  }

  async function upload(name: string, build: number): Promise<void> {
    const { content, name: file } = await pypiSamples.file({ format: 'pypi', name }, '1.0.0', build);
    await writeFile(join(home.path, file), content);
    await done('codeartifact-twine', ['upload', file, '--repository', 'dev']);
  }

  const names = async (name: string) => (await domain.held('AbcStaging', name))?.assets.map((asset) => asset.name);
  const wheel = (name: string, build: number) => `${name}-1.0.0-${build}-py3-none-any.whl`;

  it.each([
    ['stranger', 'pystranger'],
    ['reader', 'pyreader'],
  ] as const)('publishes what is one change into the destination: a %s', async (who, name) => {
    const result = await promote(who, 'codeartifact-twine', `${name}==1.0.0`, '--build', '23');
    expect(result).toMatchObject({ code: 0, promotion: { outcome: 'promoted', route: 'direct' } });
    expect(result.promotion?.warnings?.join()).toContain('have no right to the transit buildset-transit');
    expect(await names(name)).toEqual([wheel(name, 23)]);
    const again = await promote(who, 'codeartifact-twine', `${name}==1.0.0`, '--build', '23');
    expect(again).toMatchObject({ code: 0, promotion: { outcome: 'already-there', writes: 0 } });
  });

  it('publishes a tree of files, which is seen when all of it is there', async () => {
    const result = await promote('stranger', 'codeartifact-generic', 'ops/tools==1.0.0', '--build', '23');
    expect(result).toMatchObject({ code: 0, promotion: { outcome: 'promoted', route: 'direct' } });
  });

  it('refuses to show a part of a build, unless that is allowed', async () => {
    const files = ['22', '23'].flatMap((build) => ['--file', wheel('pymany', Number(build))]);
    const both = ['pymany==1.0.0', ...files, '--add-anyway'] as const;
    const refused = await promote('stranger', 'codeartifact-twine', ...both);
    expect(refused).toMatchObject({ code: 4, error: { code: 'no-transit' } });
    expect(refused.error?.next).toMatch(/buildset policy promoter.*--allow-partial/);
    const result = await promote('stranger', 'codeartifact-twine', ...both, '--allow-partial');
    expect(result).toMatchObject({ code: 0, promotion: { outcome: 'promoted', route: 'direct' } });
    expect(await names('pymany')).toEqual([wheel('pymany', 22), wheel('pymany', 23)]);
  });
});
