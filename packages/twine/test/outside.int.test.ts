import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectCodeArtifact } from '@buildset/cli-kit';
import { initHome } from '@buildset/core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeSdist, writeWheel } from './distributions.ts';
import { FakeIndex } from './fake-index.ts';
import { LocalService } from './local-service.ts';
import { schemaErrors } from './schemas.ts';
import { type Ran, runTwine } from './twine-in-memory.ts';

const WHEEL_22 = 'pyabc-1.0.0-22-py3-none-any.whl';
const WHEEL_23 = 'pyabc-1.0.0-23-py3-none-any.whl';
const SDIST = 'pyabc-1.0.0.tar.gz';

describe('promote to an index outside CodeArtifact', () => {
  let service: LocalService;
  let index: FakeIndex;

  beforeAll(async () => {
    service = await LocalService.start();
    // The SDK reads this process's environment.
    for (const [name, value] of Object.entries({ ...service.address, ...service.credentials })) vi.stubEnv(name, value);
    vi.stubEnv('AWS_PROFILE', undefined);
    const scope = { environment: service.address, signal: new AbortController().signal };
    await initHome((await connectCodeArtifact({ domain: 'abc', home: 'buildset' }, scope)).domain);
    const dist = join(service.folder, 'dist');
    await writeWheel(dist, '22');
    await run('upload', join(dist, '*'), '--domain', 'abc', '--repository', 'AbcDev');
    await writeWheel(join(service.folder, 'build23'), '23');
    await writeSdist(join(service.folder, 'build23'));
    await run('upload', join(service.folder, 'build23', '*'), '--domain', 'abc', '--repository', 'AbcDev');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  });
  beforeEach(async () => {
    index = await FakeIndex.start();
  });
  afterEach(() => index.stop());

  const run = (...args: string[]): Promise<Ran> =>
    runTwine(args, connectCodeArtifact, { ...service.address, PATH: '' }, { folder: service.folder });
  const promote = (build: string, ...flags: string[]): Promise<Ran> => {
    const what = ['promote', 'pyabc==1.0.0', '--build', build, '--from', 'AbcDev', '--domain', 'abc'];
    return run(...what, ...flags);
  };
  const toUrl = (...flags: string[]): string[] => [
    '--to-repository-url',
    index.url,
    '-u',
    'me',
    '-p',
    'secret-word',
    ...flags,
  ];

  it('sends the build, wheels first, verifies it there, and sends nothing the next time', async () => {
    const first = await promote('23', ...toUrl('--json'));
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(schemaErrors('promotion', first.stdout)).toEqual([]);
    expect(JSON.parse(first.stdout)).toMatchObject({ promotion: { outcome: 'promoted', to: index.url } });
    expect([...index.held.keys()]).toEqual([WHEEL_23, SDIST]);
    const second = await promote('23', ...toUrl('--json'));
    expect(JSON.parse(second.stdout)).toMatchObject({ promotion: { outcome: 'already-there', writes: 0 } });
    const history = await run('history', 'pyabc', '--domain', 'abc');
    expect(history.stdout).toContain(index.url);
    expect(JSON.stringify([first, second, history])).not.toContain('secret-word');
  });

  it('takes an upload too, of which nothing can be recorded', async () => {
    const files = join(service.folder, 'build23', '*');
    const { code, stderr } = await run('upload', files, '--repository-url', index.url, '-u', 'me', '-p', 'secret-word');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        'codeartifact-twine: warning: nothing was recorded: it is not a CodeArtifact repository. --no-record leaves this warning out.\n',
    });
  });

  it('goes on where an upload failed, and says meanwhile what is there', async () => {
    index.onUpload = (name) => (name === SDIST ? 403 : undefined);
    const failed = await promote('23', ...toUrl());
    expect(failed.code).toBe(5);
    expect(failed.stderr).toContain(`Sent were ${WHEEL_23}; not ${SDIST}.`);
    index.onUpload = () => undefined;
    const again = await promote('23', ...toUrl());
    expect(again.code).toBe(0);
    expect(again.stdout).toContain('already-there');
    expect([...index.held.keys()]).toEqual([WHEEL_23, SDIST]);
  });

  it('tries again what fails in passing, and waits for a page that is late', async () => {
    const failures = [503, 502];
    index.onUpload = () => failures.pop();
    await promote('22', ...toUrl('--dry-run'));
    index.stalePages = 3;
    expect((await promote('22', ...toUrl())).code).toBe(0);
    expect([...index.held.keys()]).toEqual([WHEEL_22]);
  });

  it('refuses where the index has other bytes', async () => {
    index.held.set(WHEEL_23, 'f'.repeat(64));
    const { code, stderr } = await promote('23', ...toUrl());
    expect(code).toBe(4);
    expect(stderr).toContain('error[drift]');
    expect([...index.held.keys()]).toEqual([WHEEL_23]);
  });

  it('leaves the build number out with --strip-build', async () => {
    expect((await promote('22', ...toUrl('--strip-build'))).code).toBe(0);
    expect([...index.held.keys()]).toEqual(['pyabc-1.0.0-py3-none-any.whl']);
  });

  it('knows a section of .pypirc, with its login', async () => {
    const section = `[public]\nrepository = ${index.url}\nusername = me\npassword = secret-word\n`;
    await writeFile(join(service.folder, '.pypirc'), section);
    expect((await promote('23', '--to', 'public')).code).toBe(0);
    expect([...index.held.keys()]).toEqual([WHEEL_23, SDIST]);
  });

  it('refuses a name that is a repository too', async () => {
    await writeFile(join(service.folder, '.pypirc'), `[AbcProd]\nrepository = ${index.url}\npassword = x\n`);
    const { code, stderr } = await promote('23', '--to', 'AbcProd');
    expect(code).toBe(2);
    expect(stderr).toContain('is a repository of abc, and a section of .pypirc too');
    await writeFile(join(service.folder, '.pypirc'), '');
  });

  it('holds it against the gates of the stage that the address is, however it is called', async () => {
    const stages = { public: { repository: index.url, from: ['AbcDev'], checks: ['acceptance'] } };
    await writeFile(join(service.folder, 'buildset.config.json'), JSON.stringify({ stages }));
    const flags = ['-u', 'me', '-p', 'secret-word'];
    for (const to of [
      ['--to', 'public'],
      ['--to-repository-url', index.url.replace(/\/$/, '')],
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one way after the other
      const { code, stderr } = await promote('23', ...to, ...flags);
      expect(code).toBe(4);
      expect(stderr).toContain('error[gate]');
    }
    expect(index.held.size).toBe(0);
    await run(
      'verdict',
      'pyabc==1.0.0',
      '--build',
      '23',
      '--check',
      'acceptance',
      '--result',
      'passed',
      '--domain',
      'abc',
    );
    expect((await promote('23', '--to', 'public', ...flags)).code).toBe(0);
    await writeFile(join(service.folder, 'buildset.config.json'), '{}');
  });

  it('ends with 5 where no password is known, but plans without one', async () => {
    const { code, stderr } = await promote('23', '--to-repository-url', index.url);
    expect(code).toBe(5);
    expect(stderr).toContain('error[password-missing]');
    expect((await promote('23', '--to-repository-url', index.url, '--dry-run')).code).toBe(0);
  });

  it('takes another CodeArtifact by its address', async () => {
    const other = await LocalService.start();
    const { authorizationToken = '' } = await other.client.getAuthorizationToken({ domain: 'abc' });
    const { repositoryEndpoint = '' } = await other.client.getRepositoryEndpoint({
      domain: 'abc',
      repository: 'AbcProd',
      format: 'pypi',
    });
    const { code } = await promote('23', '--to-repository-url', repositoryEndpoint, '-p', authorizationToken);
    expect(code).toBe(0);
    expect(await other.held('AbcProd')).toEqual([WHEEL_23, SDIST].sort());
    await other.stop();
  });
});
