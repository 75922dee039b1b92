import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodedError, MemoryFile } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BuildsetInMemory } from '../../test/buildset-in-memory.ts';
import { schemaErrors } from '../../test/schemas.ts';
import type { Finding } from './finding.ts';

const CONFIGURATION = {
  domain: 'abc',
  stages: {
    dev: { repository: 'AbcDev' },
    staging: { repository: 'AbcStaging', from: ['dev'] },
    prod: { repository: 'AbcProd', from: ['staging'], originControls: { publish: 'BLOCK', upstream: 'BLOCK' } },
  },
};
const LOCK = JSON.stringify({
  Statement: {
    Effect: 'Deny',
    Principal: '*',
    Action: ['codeartifact:PublishPackageVersion', 'codeartifact:CopyPackageVersions'],
    Resource: '*',
    Condition: { StringNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::000000000000:role/promoter'] } },
  },
});
const OPEN = JSON.stringify({
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'codeartifact:*', Resource: '*' }],
});

describe('doctor', () => {
  let buildset: BuildsetInMemory;
  let made: string;
  beforeEach(async () => {
    made = await mkdtemp(join(tmpdir(), 'buildset-doctor-'));
    await writeFile(join(made, 'buildset.config.json'), JSON.stringify(CONFIGURATION));
    buildset = new BuildsetInMemory(new Date());
    buildset.folder = made;
    for (const name of ['AbcDev', 'AbcStaging']) buildset.domain.addRepository(name);
  });
  afterEach(() => rm(made, { recursive: true }));

  async function examine(line = 'doctor') {
    const { code, stdout } = await buildset.run(`${line} --json`);
    const wrong = schemaErrors('doctor', stdout);
    const findings: (Finding & { mend: string | null })[] = JSON.parse(stdout).domains[0].findings;
    const of = (check: string, level?: string) =>
      findings.filter((one) => one.check === check && (level === undefined || one.level === level));
    return { code, of, wrong };
  }

  async function well(): Promise<void> {
    buildset.domain.addRepository('AbcProd');
    await buildset.run('init');
    const locked = ['AbcStaging', 'AbcProd', 'buildset', 'buildset-transit'];
    for (const name of locked) buildset.inspector.policies.set(name, LOCK);
  }

  async function publish(repository: string, name: string): Promise<void> {
    const file = new MemoryFile('x.whl', 'x');
    const publication = { asset: file.asset, open: async () => file.stream() };
    await buildset.domain.writer(repository).publishAsset({ format: 'pypi', name, version: '1' }, publication);
  }

  it('is content with what is in order, writes nothing, and answers as the schema says', async () => {
    await well();
    const before = buildset.meter.read().writes;
    const { code, of, wrong } = await examine();
    expect({ code, wrong }).toEqual({ code: 0, wrong: [] });
    expect(of('home', 'ok')).toHaveLength(2);
    expect(of('gates').map(({ level }) => level)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(of('rights')[0]?.message).toContain('Not tried, since it would write');
    expect(buildset.meter.read().writes).toBe(before);
  });

  it('misses the home and a repository, and names what makes them', async () => {
    const { code, of } = await examine();
    expect(code).toBe(4);
    expect(of('home', 'problem')[0]?.mend).toContain('buildset init --domain abc');
    expect(of('stage', 'problem')[0]?.mend).toContain('aws codeartifact create-repository');
  });

  it('finds a stage that reaches an earlier one, through another repository too', async () => {
    buildset.domain.addRepository('shared', ['AbcDev', 'tools']).addRepository('AbcProd', ['shared']);
    const [leak] = (await examine()).of('upstreams', 'problem');
    expect(leak?.message).toContain('shared reaches AbcDev');
    expect(leak?.mend).toContain('--repository shared --upstreams repositoryName=tools');
  });

  it('tells who may write past the gates', async () => {
    await well();
    buildset.inspector.policies.set('AbcProd', OPEN);
    buildset.inspector.policies.delete('AbcStaging');
    const { code, of } = await examine();
    expect(code).toBe(4);
    expect(of('gates', 'problem')[0]?.message).toContain('prod: the policy of AbcProd lets * write');
    expect(of('gates', 'warning')[0]?.message).toContain('no policy of AbcStaging');
  });

  it('locks out of the home nobody who has to write there', async () => {
    await well();
    for (const name of ['AbcStaging', 'buildset']) buildset.inspector.policies.delete(name);
    const [home, staging] = (await examine()).of('gates', 'warning');
    expect(home?.mend).toContain('--principal CI --principal TESTER --principal APPROVER --principal PROMOTER');
    expect(staging?.mend).toContain('--only-writers --principal ARN --repository AbcStaging');
  });

  const policy = (...Statement: readonly object[]): string => JSON.stringify({ Statement });
  const others = { StringNotLike: { 'aws:PrincipalArn': ['arn:aws:iam::000000000000:role/promoter'] } };

  it.each([
    ['leaves copying open', LOCK.replace('codeartifact:CopyPackageVersions', 'codeartifact:Other')],
    [
      'is about the transport',
      policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 'codeartifact:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      }),
    ],
    [
      'is for one caller',
      policy({
        Effect: 'Deny',
        Principal: '*',
        Action: '*',
        Condition: { StringLike: { 'aws:PrincipalArn': ['arn:aws:iam::000000000000:role/intern'] } },
      }),
    ],
  ])('takes for no lock what %s', async (_what, text) => {
    await well();
    buildset.inspector.policies.set('AbcProd', text);
    expect((await examine()).of('gates', 'warning')).toHaveLength(1);
  });

  it.each([
    ['wildcards', { Principal: '*', Action: ['codeartifact:Publish*', 'codeartifact:Copy*'], Condition: others }],
    ['NotPrincipal', { NotPrincipal: { AWS: 'arn:aws:iam::000000000000:role/promoter' }, Action: 'codeartifact:*' }],
    ['NotAction', { Principal: '*', NotAction: 'codeartifact:Read*', Condition: others }],
  ])('takes a lock with %s for one', async (_what, statement) => {
    await well();
    buildset.inspector.policies.set('AbcProd', policy({ Effect: 'Deny', ...statement }));
    expect((await examine()).of('gates', 'warning')).toEqual([]);
  });

  it.each([
    ['a wildcard', { Principal: '*', Action: 'codeartifact:Publish*' }],
    ['NotAction', { Principal: '*', NotAction: 'codeartifact:DeletePackage' }],
    ['NotPrincipal', { NotPrincipal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'codeartifact:*' }],
  ])('tells of everybody whom %s lets write', async (_what, statement) => {
    await well();
    buildset.inspector.policies.set('AbcProd', policy({ Effect: 'Allow', ...statement }));
    expect((await examine()).of('gates', 'problem')).toHaveLength(1);
  });

  it('finds package groups that keep home and transit from being published to, as init does', async () => {
    await well();
    const rule = { pattern: '/*', decidedBy: '/*', mode: 'BLOCK', allowed: [] } as const;
    buildset.inspector.rules = [rule];
    const { of } = await examine();
    expect(of('package-groups').map(({ level }) => level)).toEqual(['problem', 'problem']);
    expect(of('package-groups')[0]?.mend).toContain('PUBLISH=ALLOW_SPECIFIC_REPOSITORIES');
    expect((await buildset.run('init')).stderr).toContain('An administrator of the domain runs: aws codeartifact');
    const allowed = ['buildset', 'buildset-transit'];
    buildset.inspector.rules = [{ ...rule, mode: 'ALLOW_SPECIFIC_REPOSITORIES', allowed }];
    expect((await examine()).of('package-groups')).toMatchObject([{ level: 'ok' }]);
  });

  it('finds what runs have left behind', async () => {
    await well();
    await publish('buildset-transit', 'pyabc');
    await publish('buildset-transit', 'buildset-probe-1');
    const mends = (await examine()).of('home', 'warning').map(({ mend }) => mend);
    expect(mends.join(' ')).toMatch(/delete-package .*buildset-probe-1.*run it again/);
  });

  it('looks at origin controls, and gives the call that mends them', async () => {
    await well();
    await publish('AbcProd', 'pyabc');
    const [wrong] = (await examine()).of('origin-controls');
    expect(wrong).toMatchObject({
      level: 'warning',
      mend: expect.stringContaining('put-package-origin-configuration'),
    });
  });

  it('tells of credentials that end soon, and of what it may not look at', async () => {
    await well();
    buildset.inspector.identity = { ...buildset.inspector.identity, expiresAt: new Date(Date.now() + 60_000) };
    buildset.inspector.publishRules = () => Promise.reject(new CodedError('access-denied', 'not authorized'));
    const { code, of } = await examine();
    expect(code).toBe(0);
    expect(of('credentials')[0]).toMatchObject({ level: 'warning' });
    expect(of('package-groups')[0]).toMatchObject({ level: 'unknown' });
  });

  it('finds a clock that is off', async () => {
    const late = new BuildsetInMemory(new Date(Date.now() - 3_600_000));
    const { stdout } = await late.run('doctor --domain abc');
    expect(stdout).toMatch(/PROBLEM +clock +This machine's clock is 36\d\d s ahead/);
  });

  it('asks the service with --probe', async () => {
    await buildset.run('init --no-probe');
    expect((await examine()).of('assumptions', 'warning')).toHaveLength(3);
    expect((await examine('doctor --probe')).of('assumptions')).toMatchObject([{ level: 'ok' }]);
  });
});
