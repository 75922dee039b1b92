import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { connectCodeArtifact, type ExitCode, runCli } from '@buildset/cli-kit';
import { attachBuild, attachRecord, type Domain, type Home, MemoryFile, openHome } from '@buildset/core';
import { pypi, smallWheel } from '@buildset/format-pypi';
import { type RunningCodeArtifact, startCodeArtifact } from '@buildset/local';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { buildsetFrontEnd } from '../src/front-end.ts';
import { schemaErrors } from './schemas.ts';

const CONFIGURATION = {
  domain: 'abc',
  stages: {
    dev: { repository: 'AbcDev' },
    staging: { repository: 'AbcStaging', from: ['dev'] },
    prod: { repository: 'AbcProd', from: ['staging'] },
  },
};

/** What a run left behind. */
interface Ran {
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

describe('records, releases, the log and pruning on the embedded CodeArtifact', () => {
  let folder: string;
  let server: RunningCodeArtifact;
  let client: Codeartifact;
  let domain: Domain;
  let home: Home;
  let environment: Record<string, string> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-records-'));
    server = await startCodeArtifact();
    const { accessKeyId, endpoint, region, secretAccessKey } = server;
    environment = {
      HOME: folder,
      AWS_REGION: region,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    };
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value); // the SDK reads it
    vi.stubEnv('AWS_PROFILE', undefined);
    client = new Codeartifact({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
    await client.createDomain({ domain: 'abc' });
    for (const repository of ['AbcDev', 'AbcStaging', 'AbcProd']) {
      await client.createRepository({ domain: 'abc', repository });
    }
    await writeFile(join(folder, 'buildset.config.json'), JSON.stringify(CONFIGURATION));
    await run('init');
    const connected = await connectCodeArtifact(
      { domain: 'abc', home: 'buildset' },
      { environment, signal: new AbortController().signal },
    );
    const { clock, random, timer } = connected;
    domain = connected.domain;
    home = { ...(await openHome(domain)), clock, random, timer };
    for (const build of ['21', '22', '23']) await upload('pyabc', build);
    await upload('pylib', '7');
    await record('ops', 'site', '5');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    client?.destroy();
    await server?.close();
    if (folder !== undefined) await rm(folder, { recursive: true });
  });

  async function run(line: string): Promise<Ran> {
    let [stdout, stderr] = ['', ''];
    const code = await runCli({
      ...buildsetFrontEnd,
      folder,
      version: '1.2.3',
      argv: line.split(' '),
      streams: { stdout: { write: (text) => (stdout += text) }, stderr: { write: (text) => (stderr += text) } },
      environment,
      connector: connectCodeArtifact,
      signal: new AbortController().signal,
    });
    return { code, stdout, stderr };
  }

  async function answer(name: string, line: string): Promise<Record<string, unknown>> {
    const { code, stderr, stdout } = await run(`${line} --json`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(schemaErrors(name, stdout)).toEqual([]);
    return JSON.parse(stdout);
  }

  async function upload(name: string, build: string): Promise<void> {
    const wheel = smallWheel({ name, version: '1.0.0', build, files: { [`${name}/__init__.py`]: `x = ${build}\n` } });
    await writeFile(join(folder, wheel.name), wheel.content);
    const file = new MemoryFile(wheel.name, wheel.content);
    const { fields = [], ref } = await pypi.inspect(file);
    const files = [{ asset: file.asset, fields, open: async () => file.stream() }];
    await attachBuild({ ref, build, files }, domain.writer('AbcDev'), home, { workItems: [`ABC-${build}`] });
  }

  async function record(namespace: string, name: string, build: string): Promise<void> {
    const file = new MemoryFile('a.txt', name);
    const ref = { format: 'generic', namespace, name, version: '1' } as const;
    const files = [{ asset: file.asset, open: async () => file.stream() }];
    await attachRecord({ ref, build, files }, home, { repository: 'AbcDev' });
  }

  it('names what is on record, of every format', async () => {
    const { packages } = await answer('list', 'list');
    expect(packages).toMatchObject([{ namespace: 'ops', package: 'site' }, { package: 'pyabc' }, { package: 'pylib' }]);
  });

  it('finds a build by its files, its digest and its name', async () => {
    const wheel = join(folder, 'pyabc-1.0.0-22-py3-none-any.whl');
    const { builds } = await answer('where', `where ${wheel}`);
    expect(builds).toMatchObject([{ builds: ['22'], in: ['AbcDev'], activeIn: [] }]);
    const { set } = await answer('show', 'show pyabc==1.0.0#22');
    const { digest } = set as { digest: string };
    const shown = await answer('show', `show ${digest.slice(0, 19)}`);
    expect(shown).toMatchObject({ set: { package: 'pyabc', builds: ['22'] } });
    expect(await answer('where', `where ${digest}`)).toMatchObject({ builds: [{ builds: ['22'] }] });
  });

  it('promotes a release of three packages and two formats, takes it back, and promotes it again', async () => {
    await answer('release', 'release create R1 pylib==1.0.0#7 pyabc==1.0.0#22 generic:ops/site==1#5');
    const first = await answer('promotions', 'release promote R1 --to staging');
    expect(first).toMatchObject({ promotions: { outcome: 'promoted' } });
    const again = await answer('promotions', 'release promote R1 --to staging');
    expect(again).toMatchObject({ promotions: { outcome: 'already-there', writes: 0 } });
    const undone = await answer('release-undo', 'release undo R1 --to staging');
    expect(undone).toMatchObject({ undone: { outcome: 'undone' } });
    expect(await answer('at', 'at staging')).toMatchObject({ sets: [] });
    await answer('promotions', 'release promote R1 --to staging');
  });

  it('tells what a stage holds, held, and what would be new in the next', async () => {
    expect(await answer('at', 'at staging')).toMatchObject({
      sets: [{ package: 'site' }, { package: 'pyabc', builds: ['22'] }, { package: 'pylib' }],
    });
    expect(await answer('at', 'at staging --time 2020-01-01')).toMatchObject({ sets: [] });
    expect(await answer('changes', 'changes prod staging')).toMatchObject({ workItems: ['ABC-22', 'ABC-7'] });
    const { events } = await answer('history', 'history --stage staging --since 2020-01-01');
    expect(events).not.toEqual([]);
  });

  it('removes what nothing needs, also from the repository of dev, and a number is never used again', async () => {
    const { prune } = await answer('prune', 'prune --keep 1 --rebuild dev');
    const gone = expect.objectContaining({ builds: ['21'], outcome: 'pruned' });
    expect(prune).toMatchObject({ sets: expect.arrayContaining([gone]) });
    const held = await domain.reader('AbcDev').listAssets({ format: 'pypi', name: 'pyabc', version: '1.0.0' });
    const names = held?.assets.map(({ name }) => name).sort();
    expect(names).toEqual(['22', '23'].map((tag) => `pyabc-1.0.0-${tag}-py3-none-any.whl`));
    expect(await answer('prune', 'prune --keep 1 --rebuild dev')).toMatchObject({ prune: { writes: 0 } });
    await expect(upload('pyabc', '21')).rejects.toMatchObject({ code: 'record-withdrawn' });
    const shown = await answer('show', 'show pyabc==1.0.0#22');
    expect(shown).toMatchObject({ set: { in: ['AbcDev', 'AbcStaging'] } });
  });

  it('finds the log whole, and then the event that somebody deleted by hand', async () => {
    const { logs } = await answer('log-verify', 'log verify --all');
    expect(logs).toMatchObject([{ findings: [] }, { findings: [] }, { findings: [] }]);
    const { stdout } = await run('log export pylib');
    const lines = stdout.trimEnd().split('\n');
    expect(lines.flatMap((line) => schemaErrors('log-line', line))).toEqual([]);
    const place = { domain: 'abc', repository: 'buildset', format: 'generic', package: 'pylib' } as const;
    await client.deletePackageVersions({ ...place, namespace: 'buildset.log.pypi', versions: ['0000000002'] });
    const { code, stderr } = await run('log verify pylib');
    const told = expect.stringContaining('Event 2 of the log of pylib is missing');
    expect({ code, stderr }).toEqual({ code: 4, stderr: told });
  });

  it('asks once a package, within the rates of AWS, however many there are', async () => {
    for (let number = 1; number <= 40; number += 1) await record('many', `p${number}`, '1');
    const { calls, packages } = await answer('list', 'list --quotas aws');
    expect(packages).toHaveLength(43);
    expect((calls as Record<string, number>)['ListPackageVersions']).toBe(43);
  });
});
