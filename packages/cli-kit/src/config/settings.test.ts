import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Environment } from '../environment.ts';
import type { Configuration } from './configuration.ts';
import { findConfiguration } from './find-configuration.ts';
import { settingsOf } from '../flags.ts';
import { loggedIn } from './logged-in.ts';
import { configuredSettings, connectionSettings, sourcedSettings } from './settings.ts';
import { placeOf } from './stages.ts';

const PYPI = 'https://abc-000000000000.d.codeartifact.eu-west-1.amazonaws.com/pypi/AbcDev/';
const NPM = 'https://abc-000000000000.d.codeartifact.eu-west-1.amazonaws.com/npm/AbcDev/';

describe('where package managers are logged in', () => {
  let home: string;
  let project: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'buildset-home-'));
    project = join(home, 'project');
    await mkdir(join(project, 'src'), { recursive: true });
  });
  afterEach(() => rm(home, { recursive: true }));

  const pypirc = (url: string) =>
    writeFile(join(home, '.pypirc'), `[codeartifact]\nrepository = ${url}\nusername = aws\npassword = secret\n`);

  it('is read from .pypirc, without the login', async () => {
    await pypirc(PYPI);
    expect(await loggedIn(project, { HOME: home })).toEqual([
      { domain: 'abc', domainOwner: '000000000000', region: 'eu-west-1', from: join(home, '.pypirc') },
    ]);
  });

  it('is read from the .npmrc of the project and of the user, each domain once', async () => {
    const other = NPM.replace('abc-', 'xyz-');
    await writeFile(join(project, '.npmrc'), `registry=${NPM}\n//host/:_authToken=secret\n`);
    await writeFile(join(home, '.npmrc'), `@abc:registry = "${other}"\nregistry=${NPM}\n`);
    await pypirc(PYPI);
    const found = await loggedIn(join(project, 'src'), { HOME: home });
    expect(found.map(({ domain, from }) => [domain, from])).toEqual([
      ['abc', join(project, '.npmrc')],
      ['xyz', join(home, '.npmrc')],
    ]);
  });

  it('takes another address of the API from the environment', async () => {
    await pypirc('http://127.0.0.1:4590/pypi/d/abc-000000000000/AbcDev/');
    const [direct] = await loggedIn(project, { HOME: home });
    expect(direct?.endpoint).toBe('http://127.0.0.1:4590');
    const [redirected] = await loggedIn(project, { HOME: home, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' });
    expect(redirected?.endpoint).toBeUndefined();
  });

  it('names the domain when nothing else does', async () => {
    await pypirc(PYPI);
    const found = await findConfiguration(project, { HOME: home });
    expect(settingsOf({}, found)).toEqual({
      domain: 'abc',
      domainOwner: '000000000000',
      region: 'eu-west-1',
      home: 'buildset',
    });
    expect(settingsOf({ domain: 'other' }, found)).toEqual({ domain: 'other', home: 'buildset' });
    expect((await findConfiguration(project, { HOME: home, BUILDSET_DOMAIN: 'other' })).loggedIn).toEqual([]);
  });

  it('names no domain when it is several', async () => {
    await pypirc(PYPI);
    await writeFile(join(home, '.npmrc'), `registry=${NPM.replace('abc-', 'xyz-')}\n`);
    const found = await findConfiguration(project, { HOME: home });
    expect(() => settingsOf({}, found)).toThrowError(
      expect.objectContaining({
        code: 'domain-missing',
        message: expect.stringMatching(/xyz .*\.npmrc.*abc .*\.pypirc/),
      }),
    );
  });
});

describe('the settings of a connection', () => {
  const configured = {
    domain: { value: 'abc', from: 'buildset.config.json' },
    domainOwner: { value: '111111111111', from: 'BUILDSET_DOMAIN_OWNER' },
  };
  const file = { domain: 'abc', domainOwner: '111111111111' };
  const ofFile = (environment: Environment) => configuredSettings(file, 'buildset.config.json', environment);

  it('come from flags, then the environment and the file', () => {
    expect(sourcedSettings({ flags: { region: 'eu-west-1' }, configured })).toEqual({
      ...configured,
      region: { value: 'eu-west-1', from: '--region' },
    });
  });

  it.each([
    ['a variable', { configured: ofFile({ BUILDSET_DOMAIN: 'other' }) }],
    ['a flag', { configured: ofFile({}), flags: { domain: 'other' } }],
    ['a stage', { configured: ofFile({}), own: { name: 'prod', connection: { domain: 'other' } } }],
    ['a stage, of a flag', { flags: file, own: { name: 'prod', connection: { domain: 'other' } } }],
  ])('never give another domain that %s names the owner of the first', (_source, sources) => {
    expect(connectionSettings(sources)).toEqual({ domain: 'other', home: 'buildset' });
  });

  it.each([
    ['the same domain by a variable', { configured: ofFile({ BUILDSET_DOMAIN: 'abc' }) }],
    ['the same domain by a flag', { configured: ofFile({}), flags: { domain: 'abc' } }],
    [
      'an owner that came with no domain',
      { configured: { domainOwner: configured.domainOwner }, flags: { domain: 'abc' } },
    ],
    [
      'an owner that was given later',
      { configured: { domain: configured.domain }, flags: { domainOwner: '111111111111' } },
    ],
  ])('keep the owner with %s', (_source, sources) => {
    expect(connectionSettings(sources)).toMatchObject({ domain: 'abc', domainOwner: '111111111111' });
  });

  it('of a stage go over all that is said of the others', () => {
    const own = { name: 'prod', connection: { region: 'us-east-1', profile: 'prod' } };
    expect(connectionSettings({ own, flags: { region: 'eu-west-1' }, configured })).toEqual({
      domain: 'abc',
      domainOwner: '111111111111',
      region: 'us-east-1',
      profile: 'prod',
      home: 'buildset',
    });
  });

  it('are those of the place that a name means', () => {
    const configuration: Configuration = {
      stages: { prod: { repository: 'releases', connection: { domain: 'xyz', transit: 'work' } } },
    };
    const found = { configuration, settings: configured, loggedIn: [] };
    const prod = {
      repository: 'releases',
      stage: 'prod',
      settings: { domain: 'xyz', home: 'buildset', transit: 'work' },
    };
    expect(placeOf('prod', {}, found)).toEqual(prod);
    expect(placeOf('releases', {}, found)).toEqual(prod);
    expect(placeOf('AbcDev', {}, found)).toMatchObject({ repository: 'AbcDev', settings: { domain: 'abc' } });
  });
});
