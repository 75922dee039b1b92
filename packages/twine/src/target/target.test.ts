import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment, FoundConfiguration } from '@buildset/cli-kit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePypirc } from './pypirc.ts';
import { resolveTarget, type TargetFlags } from './resolve-target.ts';

const URL_OF_DEV = 'https://abc-000000000000.d.codeartifact.us-east-1.amazonaws.com/pypi/AbcDev/';

describe('parsePypirc', () => {
  it('reads what aws codeartifact login writes', () => {
    const text = `[distutils]\nindex-servers = \n\tpypi\n\tcodeartifact\n\n[codeartifact]\nrepository = ${URL_OF_DEV}\nusername = aws\npassword = a%b#c;d=e\n`;
    const sections = parsePypirc(text, '.pypirc');
    expect(sections.get('distutils')?.get('index-servers')).toBe('pypi\ncodeartifact');
    expect(Object.fromEntries(sections.get('codeartifact') ?? [])).toEqual({
      repository: URL_OF_DEV,
      username: 'aws',
      password: 'a%b#c;d=e',
    });
  });

  it('takes colons, capitals, comments and Windows line ends', () => {
    const sections = parsePypirc('# note\r\n[A b]\r\nRepository: x\r\n; note\r\n', '.pypirc');
    expect(sections.get('A b')?.get('repository')).toBe('x');
  });

  it('takes a file that is indented as a whole, as one from a script of CI is', () => {
    const text = '    [distutils]\n    index-servers =\n        a\n    [a]\n    repository: x\n    username: me\n';
    const sections = parsePypirc(text, '.pypirc');
    expect(Object.fromEntries(sections.get('a') ?? [])).toEqual({ repository: 'x', username: 'me' });
  });

  it('gives each section what [DEFAULT] says and it does not', () => {
    const sections = parsePypirc('[a]\nusername = me\n[DEFAULT]\nusername = all\npassword = theirs\n', '.pypirc');
    expect([...sections.keys()]).toEqual(['a']);
    expect(Object.fromEntries(sections.get('a') ?? [])).toEqual({ username: 'me', password: 'theirs' });
  });

  it('names the line that it does not understand', () => {
    expect(() => parsePypirc('[a]\nnonsense', '.pypirc')).toThrowError(
      expect.objectContaining({ code: 'pypirc-invalid', message: expect.stringContaining('Line 2 of .pypirc') }),
    );
  });
});

describe('resolveTarget', () => {
  const resolve = (flags: TargetFlags, environment: Environment = {}, found: Partial<FoundConfiguration> = {}) =>
    resolveTarget(flags, environment, { configuration: {}, settings: {}, loggedIn: [], ...found });
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'buildset-pypirc-'));
    const other = '[other]\nrepository = https://index.example.com/legacy/\nusername = me\npassword = mine\n';
    await writeFile(
      join(folder, '.pypirc'),
      `[codeartifact]\nrepository = ${URL_OF_DEV}\nusername = aws\npassword = token\n${other}`,
    );
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('uploads to the stage where builds begin when nothing else is said', async () => {
    const stages = { dev: { repository: 'AbcDev' }, staging: { repository: 'AbcStaging', from: ['dev'] } };
    const settings = { domain: { value: 'abc', from: 'buildset.config.json' } };
    const target = await resolve({}, {}, { configuration: { stages }, settings });
    expect(target).toMatchObject({ repository: 'AbcDev', codeartifact: { settings: { domain: 'abc' } } });
  });

  it('takes domain and stage from the configuration, unless an address is given', async () => {
    const stages = { dev: { repository: 'AbcDev' } };
    const found = {
      configuration: { stages },
      settings: { domain: { value: 'abc', from: 'buildset.config.json' } },
    };
    expect(await resolve({ repository: 'dev' }, {}, found)).toMatchObject({
      repository: 'AbcDev',
      codeartifact: { repository: 'AbcDev', settings: { domain: 'abc' } },
    });
    const url = 'https://index.example.com/legacy/';
    const address = { repositoryUrl: url, username: 'me', password: 'mine' };
    expect((await resolve(address, {}, found)).login).toMatchObject({ url });
  });

  it('takes the repository for CodeArtifact`s own name with --domain', async () => {
    const target = await resolve({ domain: 'abc', repository: 'AbcDev' });
    expect(target).toEqual({
      repository: 'AbcDev',
      codeartifact: { repository: 'AbcDev', settings: { domain: 'abc', home: 'buildset' } },
    });
  });

  it('reads domain, owner, region and repository from the address of a section', async () => {
    const target = await resolve({ repository: 'codeartifact' }, { HOME: folder });
    expect(target.codeartifact).toEqual({
      repository: 'AbcDev',
      settings: { domain: 'abc', domainOwner: '000000000000', region: 'us-east-1', home: 'buildset' },
    });
    expect(target.login).toEqual({ url: URL_OF_DEV, username: 'aws', password: 'token' });
  });

  it('keeps to what is configured of the domain of an address, and of no other', async () => {
    const settings = {
      home: { value: 'releases', from: 'BUILDSET_HOME' },
      profile: { value: 'ci', from: 'BUILDSET_PROFILE' },
    };
    const settingsFor = async (domain: string) => {
      const about = { ...settings, domain: { value: domain, from: 'buildset.config.json' } };
      return (await resolve({ repositoryUrl: URL_OF_DEV }, {}, { settings: about })).codeartifact?.settings;
    };
    expect(await settingsFor('abc')).toMatchObject({ home: 'releases', profile: 'ci', region: 'us-east-1' });
    expect(await settingsFor('other')).toEqual({
      domain: 'abc',
      domainOwner: '000000000000',
      home: 'buildset',
      region: 'us-east-1',
    });
  });

  it('puts flags before the environment, and that before the file', async () => {
    const environment = { HOME: folder, TWINE_REPOSITORY: 'other', TWINE_PASSWORD: 'from-env', TWINE_CERT: 'ca.pem' };
    const target = await resolve({ username: 'flag' }, environment);
    expect(target.codeartifact).toBeUndefined();
    expect(target.login).toMatchObject({ username: 'flag', password: 'from-env', cert: 'ca.pem' });
    expect(target.repository).toBe('https://index.example.com/legacy/');
  });

  it('never shows a login of the address', async () => {
    const target = await resolve({ repositoryUrl: 'https://me:secret@index.example.com/legacy/' });
    expect(target.repository).toBe('https://index.example.com/legacy/');
  });

  it('takes CODEARTIFACT_AUTH_TOKEN where no other password is', async () => {
    const target = await resolve({ repositoryUrl: URL_OF_DEV }, { CODEARTIFACT_AUTH_TOKEN: 'token' });
    expect(target.login?.password).toBe('token');
  });

  it('names the sections that there are', async () => {
    await expect(resolve({}, { HOME: folder })).rejects.toMatchObject({
      code: 'repository-unknown',
      next: 'Name one that it has: --repository codeartifact or --repository other. Or name domain and repository: --domain abc --repository AbcDev.',
    });
  });

  it('asks for a repository beside --domain', async () => {
    await expect(resolve({ domain: 'abc' })).rejects.toMatchObject({ code: 'usage' });
  });

  it('refuses a --config-file that is not there', async () => {
    const flags = { configFile: join(folder, 'none'), repository: 'x' };
    await expect(resolve(flags)).rejects.toMatchObject({ code: 'pypirc-invalid' });
  });

  it('never gives CODEARTIFACT_AUTH_TOKEN to another index', async () => {
    const target = await resolve({ repositoryUrl: 'https://index.example.com/' }, { CODEARTIFACT_AUTH_TOKEN: 'x' });
    expect(target.login?.password).toBeUndefined();
  });

  it('trusts what Python`s requests is told to trust where twine itself is told nothing', async () => {
    const bundles = { REQUESTS_CA_BUNDLE: 'requests.pem', CURL_CA_BUNDLE: 'curl.pem' };
    const certOf = async (environment: Record<string, string>) =>
      (await resolve({ repositoryUrl: 'https://index.example.com/' }, environment)).login?.cert;
    expect(await certOf(bundles)).toBe('requests.pem');
    expect(await certOf({ CURL_CA_BUNDLE: 'curl.pem' })).toBe('curl.pem');
    expect(await certOf({ ...bundles, TWINE_CERT: 'twine.pem' })).toBe('twine.pem');
  });

  it("takes a section's certificates, and the login of [server-login] where it has none", async () => {
    const path = join(folder, 'old-pypirc');
    const section =
      '[other]\nrepository = https://index.example.com/\nusername = me\nca_cert = ca.pem\nclient_cert = me.pem\n';
    await writeFile(path, `[server-login]\nusername = all\npassword = theirs\n${section}`);
    const { login } = await resolve({ configFile: path, repository: 'other' });
    expect(login).toMatchObject({ username: 'me', password: 'theirs', cert: 'ca.pem', clientCert: 'me.pem' });
  });
});
