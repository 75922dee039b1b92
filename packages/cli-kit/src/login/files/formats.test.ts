import { describe, expect, it } from 'vitest';
import type { LoginEntry } from '../login-file.ts';
import { netrc } from './netrc.ts';
import { npmrc, npmrcForYarn } from './npmrc.ts';
import { pipConf } from './pip-conf.ts';
import { poetryAuth, poetryConfig } from './poetry-toml.ts';
import { pypirc } from './pypirc.ts';
import { uvToml } from './uv-toml.ts';
import { yarnrc } from './yarnrc.ts';
import { yarnrcYml } from './yarnrc-yml.ts';

const HOST = 'abc-000000000000.d.codeartifact.us-east-1.amazonaws.com';
const DEV = `https://${HOST}/pypi/AbcDev/`;
const NPM = `https://${HOST}/npm/AbcDev/`;
const ENTRY: LoginEntry = { name: 'AbcDev', endpoint: DEV, token: 'tok', extra: false };
const ON_NPM: LoginEntry = { ...ENTRY, endpoint: NPM };

const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

describe('.pypirc', () => {
  it('lists the section, since twine knows no other', () => {
    expect(pypirc.add('', ENTRY)).toBe(
      text(
        '# index-servers begun by codeartifact login: the default servers, and those logged in to',
        '[distutils]',
        'index-servers =',
        '    pypi',
        '    testpypi',
        '    AbcDev',
        '',
        '[AbcDev]',
        `repository = ${DEV}`,
        'username = aws',
        'password = tok',
      ),
    );
  });

  it('adds to the list and to the section that there are', () => {
    const old = text(
      '[distutils]',
      'index-servers = pypi',
      '[AbcDev]',
      '# mine',
      `repository = ${DEV}`,
      'password = old',
      'ca_cert = x',
    );
    expect(pypirc.add(old, ENTRY)).toBe(
      text(
        '[distutils]',
        'index-servers = pypi',
        '    AbcDev',
        '[AbcDev]',
        '# mine',
        `repository = ${DEV}`,
        'password = tok',
        'ca_cert = x',
        'username = aws',
      ),
    );
  });

  it.each([
    ["another index's section", text('[AbcDev]', 'repository = https://index.example.com/'), 'login-name-taken'],
    ['a line that is nothing', 'nonsense\n', 'login-file-invalid'],
  ])('refuses %s', (_what, old, code) => {
    expect(() => pypirc.add(old, ENTRY)).toThrowError(expect.objectContaining({ code }));
  });

  it.each(['pypi', 'distutils'])('refuses the name %s', (name) => {
    expect(() => pypirc.add('', { ...ENTRY, name })).toThrowError(
      expect.objectContaining({ code: 'login-name-taken' }),
    );
  });
});

describe('pip.conf', () => {
  it('sets the index, and keeps the former one as a comment', () => {
    const old = text('[global]', 'index-url = https://index.example.com/simple', 'timeout = 60');
    expect(pipConf.add(old, ENTRY)).toBe(
      text(
        '[global]',
        '# kept by codeartifact login: index-url = https://index.example.com/simple',
        `index-url = https://aws:tok@${HOST}/pypi/AbcDev/simple/`,
        'timeout = 60',
      ),
    );
  });

  it('names the user alone where a keyring has the password', () => {
    expect(pipConf.add('', { ...ENTRY, token: undefined })).toContain(
      `index-url = https://aws@${HOST}/pypi/AbcDev/simple/`,
    );
  });

  it('goes back to the index before, whichever of two logins ends first', () => {
    const old = text('[global]', 'index-url = https://index.example.com/simple');
    const both = pipConf.add(pipConf.add(old, ENTRY), {
      ...ENTRY,
      name: 'AbcProd',
      endpoint: DEV.replace('Dev', 'Prod'),
    });
    const isHost = (): boolean => true;
    const left = pipConf.remove(both, { name: 'AbcDev', isHost, isEndpoint: (address) => address.includes('AbcDev') });
    expect(left).not.toContain('AbcDev');
    const none = pipConf.remove(left, {
      name: 'AbcProd',
      isHost,
      isEndpoint: (address) => address.includes('AbcProd'),
    });
    expect(none).toBe(old);
  });
});

describe('.netrc', () => {
  it('goes before `default` and macros, and renews an entry wherever it stands', () => {
    const line = `machine ${HOST} login aws password tok`;
    expect(netrc.add('default login x password y\n', ENTRY)).toBe(text(line, 'default login x password y'));
    const old = text('# mine', `machine ${HOST}`, '  login aws', '  password old', 'machine b login c password d');
    expect(netrc.add(old, ENTRY)).toBe(text('# mine', line, 'machine b login c password d'));
  });

  it("refuses another user's entry of the host", () => {
    const old = text(`machine ${HOST} login me password mine`);
    expect(() => netrc.add(old, ENTRY)).toThrowError(expect.objectContaining({ code: 'login-name-taken' }));
  });
});

describe('uv.toml', () => {
  it('is the default index, or one before it', () => {
    const url = `url = "https://aws:tok@${HOST}/pypi/AbcDev/simple/"`;
    const index = ['# codeartifact login: AbcDev', '[[index]]', 'name = "AbcDev"', url];
    expect(uvToml.add('', ENTRY)).toBe(text(...index, 'default = true'));
    expect(uvToml.add('', { ...ENTRY, extra: true })).toBe(text(...index));
  });

  it.each([
    [
      'a second default index',
      '[[index]]\nurl = "https://index.example.com/simple"\ndefault = true\n',
      'login-name-taken',
    ],
    ['an index of that name', '[[index]]\nname = "AbcDev"\nurl = "https://index.example.com/"\n', 'login-name-taken'],
    ['indexes in one line', 'index = [{ url = "https://index.example.com/simple" }]\n', 'login-name-taken'],
    ['what is no TOML', '[[index\n', 'login-file-invalid'],
  ])('refuses %s', (_what, old, code) => {
    expect(() => uvToml.add(old, ENTRY)).toThrowError(expect.objectContaining({ code }));
  });
});

describe("Poetry's files", () => {
  it('have the address in one and the login in the other', () => {
    expect(poetryConfig.add('', ENTRY)).toBe(
      text('# codeartifact login: AbcDev', '[repositories."AbcDev"]', `url = "${DEV}"`),
    );
    expect(poetryAuth.add('', ENTRY)).toBe(
      text('# codeartifact login: AbcDev', '[http-basic."AbcDev"]', 'username = "aws"', 'password = "tok"'),
    );
  });

  it('refuses to go over a login of that name', () => {
    const old = text('[http-basic.AbcDev]', 'username = "me"', 'password = "mine"');
    expect(() => poetryAuth.add(old, ENTRY)).toThrowError(expect.objectContaining({ code: 'login-name-taken' }));
  });
});

describe("npm's files", () => {
  it('have the token by address, and the registry of all packages or of a scope', () => {
    const token = `//${HOST}/npm/AbcDev/:_authToken=tok`;
    expect(npmrc.add('', ON_NPM)).toBe(text(token, `registry=${NPM}`));
    expect(npmrc.add('', { ...ON_NPM, scope: 'abc' })).toBe(text(token, `@abc:registry=${NPM}`));
    expect(npmrcForYarn.add('', ON_NPM)).toBe(text(token, `//${HOST}/npm/AbcDev/:always-auth=true`));
    expect(yarnrc.add('', { ...ON_NPM, scope: 'abc' })).toBe(text(`"@abc:registry" "${NPM}"`));
  });

  it('keep the former registry as a comment', () => {
    expect(npmrc.add('registry = https://registry.example.com\n', ON_NPM)).toContain(
      text('# kept by codeartifact login: registry = https://registry.example.com', `registry=${NPM}`),
    );
  });

  it('have all of it in .yarnrc.yml from Yarn 2 on', () => {
    expect(yarnrcYml.add('nodeLinker: node-modules\n', { ...ON_NPM, scope: 'abc' })).toBe(
      text(
        'nodeLinker: node-modules',
        '',
        '# begun by codeartifact login',
        'npmRegistries:',
        `  "//${HOST}/npm/AbcDev":`,
        '    npmAlwaysAuth: true',
        '    npmAuthToken: "tok"',
        '',
        '# begun by codeartifact login',
        'npmScopes:',
        '  "abc":',
        `    npmRegistryServer: "https://${HOST}/npm/AbcDev"`,
        `    npmPublishRegistry: "https://${HOST}/npm/AbcDev"`,
      ),
    );
  });

  it("keep a scope's old registry in .yarnrc.yml as comments", () => {
    const old = text(
      'npmScopes:',
      '  abc: # mine',
      '    npmRegistryServer: https://registry.example.com',
      '    npmMinimalAgeGate: 0',
      '  other: {}',
    );
    const added = yarnrcYml.add(old, { ...ON_NPM, scope: 'abc' });
    expect(added).toContain(
      text(
        '  abc: # mine',
        '# kept by codeartifact login:     npmRegistryServer: https://registry.example.com',
        `    npmRegistryServer: "https://${HOST}/npm/AbcDev"`,
        '    npmMinimalAgeGate: 0',
        `    npmPublishRegistry: "https://${HOST}/npm/AbcDev"`,
        '  other: {}',
      ),
    );
  });

  it.each([
    ['a map in one line', 'npmRegistries: { "//registry.example.com": { npmAuthToken: x } }\n', 'login-file-invalid'],
    ['what is no map', '- a\n', 'login-file-invalid'],
    [
      'a scope with a token of its own',
      'npmScopes:\n  abc:\n    npmRegistryServer: "https://x.example.com"\n    npmAuthToken: x\n',
      'login-name-taken',
    ],
  ])('refuses %s in .yarnrc.yml', (_what, old, code) => {
    expect(() => yarnrcYml.add(old, { ...ON_NPM, scope: 'abc' })).toThrowError(expect.objectContaining({ code }));
  });
});
