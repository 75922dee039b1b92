import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { pypiSamples } from '@buildset/format-pypi';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { addPrincipal, type PrincipalKeys } from '../src/accounts/principal.ts';
import { type Bin, type BinResult, startBin } from '../src/bins/start-bin.ts';
import { type ClientHome, clientHome } from '../src/clients/client-home.ts';
import { signedCall } from '../src/server/signed-call.ts';
import { type Server, startServer } from '../src/server/start-server.ts';
import { makeDomain, type TestDomain } from '../src/server/test-domain.ts';

const ROLES = ['ci', 'tester', 'approver', 'promoter', 'pruner', 'consumer'] as const;
type Role = (typeof ROLES)[number];

const CONFIGURATION = {
  domain: 'abc',
  domainOwner: '000000000000',
  stages: {
    dev: { repository: 'AbcDev' },
    staging: { repository: 'AbcStaging', from: ['dev'], checks: ['tests'] },
    prod: {
      repository: 'AbcProd',
      from: ['staging'],
      approvals: 1,
      originControls: { publish: 'ALLOW', upstream: 'BLOCK' },
    },
  },
};

/** What somebody tries, each in a package of its own that is prepared for it; the roles that may. */
const WORK: readonly {
  readonly what: string;
  readonly may: readonly Role[];
  readonly prepare: readonly Preparation[];
  readonly bin: Bin;
  readonly args: (name: string) => readonly string[];
}[] = [
  {
    what: 'upload a build to dev, with its record',
    may: ['ci'],
    prepare: [],
    bin: 'codeartifact-twine',
    args: (name) => ['upload', `${name}.whl`, '--repository', 'dev'],
  },
  {
    what: 'record a tree of files',
    may: ['ci'],
    prepare: [],
    bin: 'codeartifact-generic',
    args: (name) => ['publish', 'tree', '--namespace', 'ops', '--package', name, '--package-version', '1.0.0'],
  },
  {
    what: 'upload straight to prod',
    may: [],
    prepare: [],
    bin: 'codeartifact-twine',
    args: (name) => ['upload', `${name}.whl`, '--repository', 'prod', '--no-record'],
  },
  {
    what: 'judge',
    may: ['tester'],
    prepare: ['upload'],
    bin: 'buildset',
    args: (name) => ['verdict', `${name}==1.0.0`, '--build', '23', '--check', 'tests', '--result', 'passed'],
  },
  {
    what: 'approve',
    may: ['approver'],
    prepare: ['upload'],
    bin: 'buildset',
    args: (name) => ['approve', `${name}==1.0.0`, '--build', '23', '--for', 'prod'],
  },
  {
    what: 'promote to staging',
    may: ['promoter'],
    prepare: ['upload', 'other', 'verdict'],
    bin: 'codeartifact-twine',
    args: (name) => ['promote', `${name}==1.0.0`, '--build', '23', '--to', 'staging'],
  },
  {
    what: 'promote to prod, without the right to publish there',
    may: ['promoter'],
    prepare: ['upload', 'verdict', 'approval', 'staging'],
    bin: 'codeartifact-twine',
    args: (name) => ['promote', `${name}==1.0.0`, '--build', '23', '--to', 'prod'],
  },
  {
    what: 'prune old builds, and make the version in dev anew',
    may: ['pruner'],
    prepare: ['other', 'upload', 'leftover'],
    bin: 'buildset',
    args: (name) => ['prune', name, '--keep', '1', '--rebuild', 'dev'],
  },
  {
    what: 'look at what a build lacks',
    may: ['ci', 'tester', 'approver', 'promoter', 'pruner'],
    prepare: ['upload'],
    bin: 'buildset',
    args: (name) => ['why', `${name}==1.0.0`, '--from', 'dev', '--to', 'staging'],
  },
];

type Preparation = 'upload' | 'other' | 'leftover' | 'verdict' | 'approval' | 'staging';

describe('the policies of the roles', () => {
  let server: Server;
  let domain: TestDomain;
  let home: ClientHome;
  const keys = new Map<Role, PrincipalKeys>();

  beforeAll(async () => {
    server = await startServer();
    domain = await makeDomain(server, 'abc');
    home = await clientHome();
    await writeFile(join(home.path, 'buildset.config.json'), JSON.stringify(CONFIGURATION));
    await mkdir(join(home.path, 'tree'));
    await writeFile(join(home.path, 'tree', 'run.sh'), 'echo\n');
    await done('buildset', ['init']);
    for (const role of ROLES) {
      const { stdout } = await done('buildset', ['policy', role]);
      keys.set(role, await addPrincipal(server, role, stdout));
    }
  });
  afterAll(async () => {
    await home?.remove();
    await server?.stop();
  });

  /** As the administrator. */
  async function done(bin: Bin, args: readonly string[]): Promise<BinResult> {
    const result = await startBin(bin, args, { home: home.path, env: { ...domain.env, GITHUB_ACTOR: 'ann' } }).result;
    if (result.code !== 0) throw new Error(`${bin} ${args.join(' ')}: ${result.code} ${result.stderr}`);
    return result;
  }

  async function as(role: Role, bin: Bin, args: readonly string[]): Promise<BinResult> {
    const { accessKeyId = '', secretAccessKey = '' } = keys.get(role) ?? {};
    const own = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, GITHUB_ACTOR: role };
    return await startBin(bin, args, { home: home.path, env: { ...domain.env, ...own } }).result;
  }

  async function wheel(name: string, build = 23): Promise<string> {
    const pkg = { format: 'pypi', name } as const;
    const { content, name: file } = await pypiSamples.file(pkg, '1.0.0', build);
    await writeFile(join(home.path, file), content);
    return file;
  }

  /** What a promotion that broke off leaves in the transit. */
  async function copyToTransit(name: string): Promise<void> {
    const to = { 'source-repository': 'AbcDev', 'destination-repository': 'buildset-transit' };
    const query = { domain: 'abc', ...to, format: 'pypi', package: name };
    const { status } = await signedCall(server, 'POST', '/v1/package/versions/copy', query, { versions: ['1.0.0'] });
    expect(status).toBe(200);
  }

  async function prepared(name: string, steps: readonly Preparation[]): Promise<void> {
    const spec = `${name}==1.0.0`;
    const build = ['--build', '23'];
    const all: Readonly<Record<Preparation, () => Promise<unknown>>> = {
      upload: async () => done('codeartifact-twine', ['upload', await wheel(name), '--repository', 'dev']),
      other: async () => done('codeartifact-twine', ['upload', await wheel(name, 22), '--repository', 'dev']),
      leftover: () => copyToTransit(name),
      verdict: () => done('buildset', ['verdict', spec, ...build, '--check', 'tests', '--result', 'passed']),
      approval: () => done('buildset', ['approve', spec, ...build, '--for', 'prod']),
      staging: () => done('codeartifact-twine', ['promote', spec, ...build, '--to', 'staging']),
    };
    for (const step of steps) await all[step]();
  }

  describe.each(WORK)('to $what', ({ args, bin, may, prepare, what }) => {
    const name = `py${what.replace(/[^a-z]/g, '').slice(0, 20)}`;
    beforeAll(() => prepared(name, prepare));

    // Those who may come last, so that nothing is done yet when the others try.
    it.each([...ROLES].sort((a, b) => Number(may.includes(a)) - Number(may.includes(b))))(
      'is right for %s',
      async (role) => {
        const file = await wheel(name);
        const result = await as(
          role,
          bin,
          args(name).map((word) => (word === `${name}.whl` ? file : word)),
        );
        const isDenied = result.stderr.includes('access-denied');
        const is = { code: result.code, isDenied, stderr: result.stderr };
        const wanted = may.includes(role) ? { code: 0, isDenied: false } : { code: 5, isDenied: true };
        expect(is).toMatchObject(wanted);
      },
    );
  });

  it('let consumers and testers install, each from where it works', async () => {
    await prepared('pyinstall', ['upload', 'verdict', 'approval', 'staging']);
    await done('codeartifact-twine', ['promote', 'pyinstall==1.0.0', '--build', '23', '--to', 'prod']);
    const statuses = async (role: Role) => {
      const signer = { ...server, ...keys.get(role) };
      const { body, status } = await signedCall(signer, 'POST', '/v1/authorization-token', { domain: 'abc' });
      if (status !== 200) return status;
      const { authorizationToken } = body as { authorizationToken: string };
      const index = (repository: string) =>
        fetch(`${domain.uploadUrl(repository)}simple/pyinstall/`, {
          headers: { authorization: `Bearer ${authorizationToken}` },
        }).then((response) => response.status);
      return { dev: await index('AbcDev'), prod: await index('AbcProd') };
    };
    expect(await statuses('consumer')).toEqual({ dev: 403, prod: 200 });
    expect(await statuses('tester')).toEqual({ dev: 200, prod: 200 });
    expect(await statuses('ci')).toEqual({ dev: 403, prod: 403 });
    expect(await statuses('approver')).toBe(403);
  });

  it('let the pruner prune to the end, and touch nothing else', async () => {
    await prepared('pyprune', ['other', 'upload', 'verdict', 'approval', 'staging', 'leftover']);
    await done('codeartifact-twine', ['upload', await wheel('pyprune', 24), '--repository', 'dev']);
    const staged = await domain.held('AbcStaging', 'pyprune');
    const prune = ['prune', 'pyprune', '--keep', '1', '--rebuild', 'dev', '--json'];
    const { code, stderr } = await as('pruner', 'buildset', prune);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    // A record that is gone stays as a tombstone without assets.
    const kept = await Promise.all([22, 23, 24].map((build) => domain.record('pyprune', `1.0.0+${build}`)));
    expect(kept.map((record) => record?.assets.length)).toEqual([0, 2, 2]);
    expect((await domain.held('AbcDev', 'pyprune'))?.assets).toHaveLength(2);
    expect(await domain.held('buildset-transit', 'pyprune')).toBeUndefined();
    expect(await domain.held('AbcStaging', 'pyprune')).toEqual(staged);
    const again = await server.steering.mark();
    expect((await as('pruner', 'buildset', prune)).code).toBe(0);
    expect(await server.steering.writes(again)).toEqual([]);
  });

  it('let nobody but the pruner delete a record, and nobody a version of prod', async () => {
    await prepared('pydelete', ['upload']);
    const attempt = async (role: Role, repository: string, where: Readonly<Record<string, string>>) => {
      const query = { domain: 'abc', repository, package: 'pydelete', ...where };
      const input = { versions: ['0.0.0'] };
      return (await signedCall({ ...server, ...keys.get(role) }, 'POST', '/v1/package/versions/delete', query, input))
        .status;
    };
    const record = { format: 'generic', namespace: 'buildset.set.pypi' };
    for (const role of ROLES) {
      expect({ role, status: await attempt(role, 'buildset', record) }).toEqual({
        role,
        status: role === 'pruner' ? 200 : 403,
      });
      expect(await attempt(role, 'AbcProd', { format: 'pypi' })).toBe(403);
    }
  });

  it('keep everybody else from writing to a stage that is locked, whatever IAM grants', async () => {
    const arn = keys.get('promoter')?.arn ?? '';
    const lock = ['policy', 'promoter', '--only-writers', '--principal', arn, '--repository', 'AbcStaging'];
    const { stdout } = await done('buildset', lock);
    const query = { domain: 'abc', repository: 'AbcStaging' };
    const input = { policyDocument: stdout };
    expect((await signedCall(server, 'PUT', '/v1/repository/permissions/policy', query, input)).status).toBe(200);
    await prepared('pylock', ['upload', 'verdict']);
    const promote = ['promote', 'pylock==1.0.0', '--build', '23', '--to', 'staging'];
    await expect(done('codeartifact-twine', promote)).rejects.toThrow('access-denied');
    expect(await as('promoter', 'codeartifact-twine', promote)).toMatchObject({ code: 0 });
    expect((await signedCall(server, 'DELETE', '/v1/repository/permissions/policies', query)).status).toBe(200);
  });

  it('give the right to take a first promotion back only when that is asked for', async () => {
    await prepared('pyundo', ['upload', 'verdict']);
    const promote = ['promote', 'pyundo==1.0.0', '--build', '23', '--to', 'staging', '--json'];
    const { id } = JSON.parse((await as('promoter', 'codeartifact-twine', promote)).stdout).promotion;
    const undo = ['undo', 'pyundo', id];
    expect((await as('promoter', 'codeartifact-twine', undo)).code).toBe(5);
    const { stdout } = await done('buildset', ['policy', 'promoter', '--also', 'undo']);
    keys.set('promoter', await addPrincipal(server, 'promoter', stdout));
    expect(await as('promoter', 'codeartifact-twine', undo)).toMatchObject({ code: 0 });
  });

  it('let those in who are named in the policies of domain and repository', async () => {
    await prepared('pyguest', ['upload', 'verdict', 'approval', 'staging']);
    await done('codeartifact-twine', ['promote', 'pyguest==1.0.0', '--build', '23', '--to', 'prod']);
    const bearer = { Effect: 'Allow', Action: 'sts:GetServiceBearerToken', Resource: '*' };
    const guest = await addPrincipal(server, 'guest', JSON.stringify({ Version: '2012-10-17', Statement: bearer }));
    const signer = { ...server, ...guest };
    const token = () => signedCall(signer, 'POST', '/v1/authorization-token', { domain: 'abc' });
    expect((await token()).status).toBe(403);
    const policyOf = async (repository: string) => {
      const which = ['--repository-policy', '--principal', guest.arn, '--repository', repository];
      return (await done('buildset', ['policy', 'consumer', ...which])).stdout;
    };
    const put = (path: string, query: Readonly<Record<string, string>>, input: object) =>
      signedCall(server, 'PUT', path, query, input);
    const ofDomain = { domain: 'abc', policyDocument: await policyOf('domain') };
    expect((await put('/v1/domain/permissions/policy', {}, ofDomain)).status).toBe(200);
    const ofProd = { policyDocument: await policyOf('AbcProd') };
    const query = { domain: 'abc', repository: 'AbcProd' };
    expect((await put('/v1/repository/permissions/policy', query, ofProd)).status).toBe(200);
    const { body } = await token();
    const { authorizationToken } = body as { authorizationToken: string };
    const index = await fetch(`${domain.uploadUrl('AbcProd')}simple/pyguest/`, {
      headers: { authorization: `Bearer ${authorizationToken}` },
    });
    expect(index.status).toBe(200);
  });
});
