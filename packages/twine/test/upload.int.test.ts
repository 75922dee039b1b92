import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initHome } from '@buildset/core';
import { connectCodeArtifact } from '@buildset/cli-kit';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runBin } from './bin.ts';
import { writeWheel } from './distributions.ts';
import { LocalService } from './local-service.ts';
import { schemaErrors } from './schemas.ts';
import { runTwine } from './twine-in-memory.ts';

const WHEEL_22 = 'pyabc-1.0.0-22-py3-none-any.whl';
const WHEEL_23 = 'pyabc-1.0.0-23-py3-none-any.whl';
const DOMAIN = ['--domain', 'abc'];
const TO_STAGING = ['promote', 'pyabc==1.0.0', '--from', 'AbcDev', '--to', 'AbcStaging', ...DOMAIN];

describe('codeartifact-twine and the embedded CodeArtifact', () => {
  let service: LocalService;
  let dist = '';

  const run = (...args: string[]) => runTwine(args, connectCodeArtifact, service.address);
  const upload = (...flags: string[]) => run('upload', join(dist, '*'), ...flags);

  beforeAll(async () => {
    service = await LocalService.start();
    dist = join(service.folder, 'dist');
    // The SDK reads this process's environment.
    for (const [name, value] of Object.entries({ ...service.address, ...service.credentials })) vi.stubEnv(name, value);
    vi.stubEnv('AWS_PROFILE', undefined);
    await writeWheel(dist, '22');
    await writeWheel(dist, '23');
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await service.stop();
  });

  it('refuses before there is a home', async () => {
    const { code, stderr } = await upload(...DOMAIN, '--repository', 'AbcDev');
    expect(code).toBe(4);
    expect(stderr).toContain('buildset init --domain abc');
    const signal = new AbortController().signal;
    const { domain } = await connectCodeArtifact(
      { domain: 'abc', home: 'buildset' },
      { environment: service.address, signal },
    );
    await initHome(domain);
  });

  it('uploads as twine does with the token of .pypirc alone, and says that nothing was recorded', async () => {
    await writeFile(join(service.folder, '.pypirc'), await service.pypirc('AbcDev'));
    const { code, stdout, stderr } = await runBin(
      ['upload', 'dist/*-22-*', '--repository', 'codeartifact'],
      service.address,
      service.folder,
    );
    expect(stderr).toContain('warning: nothing was recorded: there are no AWS credentials');
    expect(code).toBe(0);
    expect(stdout).toContain('pyabc==1.0.0 build 22 is uploaded to AbcDev, without a record');
    expect(await service.held('AbcDev')).toEqual([WHEEL_22]);
  });

  it('compares nothing with the token alone: other bytes are an error unless they may stay', async () => {
    const token = (...flags: string[]) =>
      runBin(['upload', 'other/*', '-r', 'codeartifact', ...flags], service.address, service.folder);
    await writeWheel(join(service.folder, 'other'), '22', '1.0.0', 'other bytes');
    const { code, stderr } = await token();
    expect(code).toBe(4);
    expect(stderr).toContain('error[file-exists]');
    expect((await token('--skip-existing')).stderr).toContain(
      `warning: left as they are, whatever their bytes: ${WHEEL_22}`,
    );
    const skipped = await token('--skip-existing', '--json');
    expect(skipped.code).toBe(0);
    expect(schemaErrors('upload', skipped.stdout)).toEqual([]);
    expect(JSON.parse(skipped.stdout)).toMatchObject({
      upload: { recorded: false, sets: [{ outcome: 'uploaded', assets: [{ outcome: 'already-there' }] }] },
    });
  });

  it('ends with 5 for a token that is none', async () => {
    const args = ['upload', 'dist/*-23-*', '-r', 'codeartifact', '-p', 'wrong-token'];
    const { code, stderr } = await runBin(args, service.address, service.folder);
    expect(code).toBe(5);
    expect(stderr).not.toContain('wrong-token');
    expect(stderr).toContain('aws codeartifact login');
  });

  it('uploads without a record with --no-record, and does not warn', async () => {
    const args = ['upload', 'dist/*-22-*', '-r', 'codeartifact', '--no-record'];
    const { code, stderr } = await runBin(args, { ...service.address, ...service.credentials }, service.folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('takes the password of the keyring program with --no-record too', async () => {
    const pypirc = await service.pypirc('AbcDev');
    const [, url = ''] = /^repository = (.*)$/m.exec(pypirc) ?? [];
    const [, token = ''] = /^password = (.*)$/m.exec(pypirc) ?? [];
    await writeFile(join(service.folder, 'keyring'), `#!/bin/sh\necho '${token}'\n`, { mode: 0o755 });
    const environment = { ...service.address, PATH: `${service.folder}:${process.env['PATH']}` };
    const args = ['upload', 'dist/*-22-*', '--repository-url', url, '--no-record'];
    expect(await runBin(args, environment, service.folder)).toMatchObject({ code: 0, stderr: '' });
  });

  it('records with the same .pypirc and AWS credentials, and sends nothing twice', async () => {
    const { code, stdout } = await upload('--repository', 'codeartifact', '--json');
    expect(code).toBe(0);
    const [first, second] = JSON.parse(stdout).upload.sets;
    expect(first).toMatchObject({ build: '22', outcome: 'recorded', assets: [{ outcome: 'already-there' }] });
    expect(second).toMatchObject({ build: '23', outcome: 'recorded', assets: [{ outcome: 'uploaded' }] });
    expect(await service.held('AbcDev')).toEqual([WHEEL_22, WHEEL_23]);
  });

  it('writes nothing the next time', async () => {
    const { stdout } = await upload(...DOMAIN, '--repository', 'AbcDev', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      upload: { writes: 0, sets: [{ outcome: 'already-recorded' }, { outcome: 'already-recorded' }] },
    });
  });

  it('promotes exactly one build, and again changes nothing', async () => {
    expect((await run(...TO_STAGING, '--build', '23')).code).toBe(0);
    expect(await service.held('AbcStaging')).toEqual([WHEEL_23]);
    const { code, stdout } = await run(...TO_STAGING, '--build', '23', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      promotion: { outcome: 'already-there', writes: 0, bytesTransferred: 0 },
    });
  });

  it('copies inside the service from a stage that holds one build', async () => {
    const { stdout } = await run(
      'promote',
      'pyabc==1.0.0',
      '--build',
      '23',
      '--from',
      'AbcStaging',
      '--to',
      'AbcProd',
      ...DOMAIN,
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ promotion: { method: 'copy', bytesTransferred: 0 } });
  });

  it('refuses a build that installers would not take', async () => {
    const { code, stderr } = await run(...TO_STAGING, '--build', '22');
    expect(code).toBe(4);
    expect(stderr).toContain('error[not-active]');
    expect(await service.held('AbcStaging')).toEqual([WHEEL_23]);
  });

  it('finds credentials in a profile of the AWS configuration', async () => {
    const { accessKeyId, secretAccessKey } = service.server;
    const file = join(service.folder, 'credentials');
    await writeFile(file, `[ci]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`);
    const environment = { ...service.address, AWS_SHARED_CREDENTIALS_FILE: file };
    const args = ['sets', 'pyabc', ...DOMAIN, '--profile', 'ci'];
    const { code, stdout, stderr } = await runBin(args, environment, service.folder);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('AbcStaging');
  });

  it('ends with 5 without credentials, and never prints any', async () => {
    const args = ['sets', 'pyabc', ...DOMAIN];
    expect(await runBin(args, service.address, service.folder)).toMatchObject({ code: 5, stdout: '' });
    const wrong = { ...service.address, AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'not-the-secret' };
    const { code, stderr } = await runBin([...args, '--verbose'], wrong, service.folder);
    expect(code).toBe(5);
    expect(stderr).not.toContain('not-the-secret');
  });
});
