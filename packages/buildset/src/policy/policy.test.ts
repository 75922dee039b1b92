import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryConnector } from '@buildset/cli-kit';
import { MemoryDomain } from '@buildset/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BuildsetInMemory } from '../../test/buildset-in-memory.ts';
import { schemaErrors } from '../../test/schemas.ts';
import type { PolicyDocument, Statement } from './document.ts';
import { ROLES } from './roles.ts';

const CONFIGURATION = {
  domain: 'abc',
  stages: {
    dev: { repository: 'AbcDev' },
    staging: { repository: 'AbcStaging', from: ['dev'] },
    prod: { repository: 'AbcProd', from: ['staging'], approvals: 1 },
  },
};
const ARN = 'arn:aws:codeartifact:us-east-1:000000000000';

describe('policy', () => {
  let buildset: BuildsetInMemory;
  let made: string;
  beforeEach(async () => {
    made = await mkdtemp(join(tmpdir(), 'buildset-policy-'));
    buildset = new BuildsetInMemory();
    buildset.folder = made;
    await writeFile(join(buildset.folder, 'buildset.config.json'), JSON.stringify(CONFIGURATION));
  });
  afterEach(() => rm(made, { recursive: true }));

  const documentOf = async (line: string): Promise<PolicyDocument> => JSON.parse((await buildset.run(line)).stdout);
  const resourcesOf = (statements: readonly Statement[], action: string): string[] =>
    statements
      .filter(({ Action }) => [Action].flat().includes(action))
      .flatMap(({ Resource }) => Resource)
      .map((arn) => arn.replace(`${ARN}:`, ''));

  it('gives the promoter copies to the stages that builds are promoted to, and no publishing there', async () => {
    const { Statement: statements } = await documentOf('policy promoter --format pypi');
    expect(resourcesOf(statements, 'codeartifact:CopyPackageVersions')).toEqual([
      'repository/abc/AbcStaging',
      'repository/abc/AbcProd',
      'repository/abc/buildset-transit',
      'package/abc/AbcStaging/pypi//*',
      'package/abc/AbcProd/pypi//*',
      'package/abc/buildset-transit/pypi//*',
    ]);
    expect(resourcesOf(statements, 'codeartifact:PublishPackageVersion')).toEqual([
      'package/abc/buildset/generic/buildset.log.pypi/*',
      'package/abc/buildset/generic/buildset.release/*',
      'package/abc/buildset/generic/buildset.set.pypi/*',
      'package/abc/buildset-transit/pypi//*',
    ]);
  });

  it('adds what is asked for besides', async () => {
    const plain = await documentOf('policy promoter --format pypi');
    const more = await documentOf('policy promoter --format pypi --also replace --upstream shared');
    const action = 'codeartifact:DeletePackageVersions';
    expect(resourcesOf(plain.Statement, action)).toEqual(['package/abc/buildset-transit/pypi//*']);
    expect(resourcesOf(more.Statement, action)).toContain('package/abc/AbcProd/pypi//*');
    expect(resourcesOf(more.Statement, 'codeartifact:DescribeRepository')).toContain('repository/abc/shared');
  });

  it('lets nobody judge or approve but those who are to', async () => {
    for (const role of ROLES) {
      const { Statement: statements } = await documentOf(`policy ${role}`);
      const written = resourcesOf(statements, 'codeartifact:PublishPackageVersion').join(' ');
      expect({ role, judges: written.includes('buildset.verdict.') }).toEqual({ role, judges: role === 'tester' });
      expect({ role, approves: written.includes('buildset.approval.') }).toEqual({
        role,
        approves: role === 'approver',
      });
      expect(JSON.stringify(statements)).not.toMatch(/"Action":"?\[?"?(\*|codeartifact:\*)/);
    }
  });

  it('says a statement`s name once, for each domain', async () => {
    const stages = {
      ...CONFIGURATION.stages,
      prod: { repository: 'releases', from: ['staging'], connection: { home: 'records' } },
    };
    await writeFile(join(buildset.folder, 'buildset.config.json'), JSON.stringify({ ...CONFIGURATION, stages }));
    const names = (await documentOf('policy tester --format pypi')).Statement.map(({ Sid }) => Sid);
    expect(names).toContain('ReadHome2');
    const shortened = (await documentOf('policy promoter')).Statement.map(({ Sid }) => Sid);
    for (const each of [names, shortened]) {
      expect(new Set(each).size).toBe(each.length);
      expect(each.filter((name) => name.startsWith('Bearer'))).toEqual(['Bearer']);
      expect(each.every((name) => /^[A-Za-z0-9]+$/.test(name))).toBe(true);
    }
  });

  it('prints the policies of domain and repositories for others', async () => {
    const principal = '--principal arn:aws:iam::444455556666:root';
    const all = JSON.parse((await buildset.run(`policy consumer --repository-policy ${principal}`)).stdout);
    expect(Object.keys(all)).toEqual(['abc/domain', 'abc/AbcProd']);
    const { Statement: only } = await documentOf(
      `policy consumer --repository-policy ${principal} --repository AbcProd`,
    );
    expect(only).toMatchObject([{ Effect: 'Allow', Principal: { AWS: ['arn:aws:iam::444455556666:root'] } }]);
  });

  it('locks the stages that are promoted to and the transit, or the repository that is named', async () => {
    const lock = 'policy promoter --only-writers --principal arn:aws:iam::000000000000:role/promoter';
    const all = JSON.parse((await buildset.run(lock)).stdout);
    expect(Object.keys(all)).toEqual(['abc/AbcStaging', 'abc/AbcProd', 'abc/buildset-transit']);
    const { Statement: only } = await documentOf(`${lock} --repository buildset`);
    expect(only).toMatchObject([{ Effect: 'Deny', Principal: '*' }]);
  });

  it('prints the policies of each of two domains of one name', async () => {
    class Elsewhere extends MemoryDomain {
      override readonly ref = { partition: 'aws', region: 'eu-west-1', domainOwner: '222222222222', domain: 'abc' };
    }
    const { connector } = buildset;
    const elsewhere = memoryConnector(new Elsewhere(), buildset.meter);
    buildset.connector = (settings, scope) =>
      (settings.region === 'eu-west-1' ? elsewhere : connector)(settings, scope);
    const prod = { ...CONFIGURATION.stages.prod, connection: { region: 'eu-west-1' } };
    const stages = { ...CONFIGURATION.stages, prod };
    await writeFile(join(buildset.folder, 'buildset.config.json'), JSON.stringify({ ...CONFIGURATION, stages }));
    const lock = 'policy promoter --only-writers --principal arn:aws:iam::000000000000:role/promoter';
    expect(Object.keys(JSON.parse((await buildset.run(lock)).stdout))).toEqual([
      '000000000000/us-east-1/abc/AbcStaging',
      '000000000000/us-east-1/abc/buildset-transit',
      '222222222222/eu-west-1/abc/AbcProd',
      '222222222222/eu-west-1/abc/buildset-transit',
    ]);
  });

  it('answers as the schema says with --json', async () => {
    for (const role of ROLES) {
      expect(schemaErrors('policy', (await buildset.run(`policy ${role} --json`)).stdout)).toEqual([]);
    }
  });

  it('names each resource once where a statement for each purpose is longer than IAM takes', async () => {
    const { stderr, stdout } = await buildset.run('policy promoter --also undo');
    expect(stderr).toBe('');
    const { Statement: statements }: PolicyDocument = JSON.parse(stdout);
    expect(JSON.stringify(JSON.parse(stdout)).length).toBeLessThanOrEqual(6144);
    const resources = statements.flatMap(({ Resource }) => Resource);
    expect(new Set(resources).size).toBe(resources.length);
    expect(new Set(statements.map(({ Sid }) => Sid)).size).toBe(statements.length);
    expect(statements.find(({ Sid }) => Sid === 'Bearer')?.Condition).toBeDefined();
  });

  it.each(['promoter', 'promoter --also undo', 'pruner'])(
    'gives %s of all formats the rights of each',
    async (role) => {
      const rightsOf = async (line: string): Promise<string[]> => {
        const { Statement: statements } = await documentOf(line);
        const rights = statements.flatMap(({ Action, Resource }) =>
          [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} ${resource}`)),
        );
        return [...new Set(rights)].sort();
      };
      const one = await Promise.all(
        ['pypi', 'npm', 'generic'].map((format) => rightsOf(`policy ${role} --format ${format}`)),
      );
      expect(await rightsOf(`policy ${role}`)).toEqual([...new Set(one.flat())].sort());
    },
  );

  it('warns of a policy that IAM will not take', async () => {
    const many = Array.from({ length: 12 }, (_, index) => [
      `s${index}`,
      { repository: `Repository${index}`, from: ['dev'] },
    ]);
    const stages = { ...CONFIGURATION.stages, ...Object.fromEntries(many) };
    await writeFile(join(buildset.folder, 'buildset.config.json'), JSON.stringify({ ...CONFIGURATION, stages }));
    expect((await buildset.run('policy promoter')).stderr).toContain('--format');
    expect((await buildset.run('policy promoter --format pypi')).stderr).toBe('');
  });

  it.each([
    ['policy king', 'There is no role'],
    ['policy ci --repository-policy', '--principal'],
    ['policy ci --principal arn', 'belong to'],
    ['policy ci --identity --only-writers --principal arn', 'exclude each other'],
    ['policy tester --only-writers --principal arn', 'nothing to print'],
    ['policy promoter --only-writers --principal arn --repository Other', 'nothing to print for Other'],
  ])('refuses %s', async (line, said) => {
    const { code, stderr } = await buildset.run(line);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  it('wants stages in the configuration', async () => {
    await rm(join(buildset.folder, 'buildset.config.json'));
    const { code, stderr } = await buildset.run('policy ci --domain abc');
    expect(code).toBe(2);
    expect(stderr).toContain('has no stages');
  });
});
