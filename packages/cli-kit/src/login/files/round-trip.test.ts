import { type Arbitrary, assert, boolean, constantFrom, property, shuffledSubarray, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDomainAddress } from '../../config/codeartifact-url.ts';
import type { LoginEntry, LoginFormat, LogoutEntry } from '../login-file.ts';
import { netrc } from './netrc.ts';
import { npmrc, npmrcForYarn } from './npmrc.ts';
import { pipConf } from './pip-conf.ts';
import { poetryAuth, poetryConfig } from './poetry-toml.ts';
import { pypirc } from './pypirc.ts';
import { uvToml } from './uv-toml.ts';
import { yarnrc } from './yarnrc.ts';
import { yarnrcYml } from './yarnrc-yml.ts';

const ENDPOINT = (format: string, repository: string): string =>
  `https://abc-000000000000.d.codeartifact.us-east-1.amazonaws.com/${format}/${repository}/`;

/** Each kind of file, with texts that people have in it. Every text is also tried with Windows line ends, and cut. */
const KINDS: Readonly<Record<string, { format: LoginFormat; api: 'pypi' | 'npm'; texts: readonly string[] }>> = {
  pypirc: {
    format: pypirc,
    api: 'pypi',
    texts: [
      '[distutils]\nindex-servers =\n\tpypi\n\tother\n\n[other]\nrepository = https://index.example.com/\n# mine\n',
      '# only a comment\n',
      '[distutils]\nindex-servers = pypi other\n[other]\nrepository: https://index.example.com/\npassword = a%b;c\n',
      '[pypi]\nusername = __token__\npassword = pypi-x\n\n\n',
      '[distutils]\nindex-servers:\n    pypi\n    testpypi\n',
      '[distutils]\n',
    ],
  },
  'pip.conf': {
    format: pipConf,
    api: 'pypi',
    texts: [
      '[global]\nindex-url = https://me:mine@index.example.com/simple/ \ntimeout = 60\n\n[install]\nno-deps = yes\n',
      '[global]\nindex_url=\n    https://index.example.com/simple/\nextra-index-url =\n    https://a.example.com/\n    https://b.example.com/\n',
      '[global]\nextra-index-url =\nfind-links =\n',
      '[install]\nuser = yes\n# end\n',
    ],
  },
  netrc: {
    format: netrc,
    api: 'pypi',
    texts: [
      '# mine\nmachine index.example.com login me password mine\ndefault login anonymous password x\n',
      'machine index.example.com\n  login me\n  password mine\n\nmacdef init\ncd /\n\n',
    ],
  },
  'uv.toml': {
    format: uvToml,
    api: 'pypi',
    texts: [
      '# mine\nnative-tls = true\n\n[[index]]\nname = "other"\nurl = "https://index.example.com/simple"\n',
      'offline = false',
    ],
  },
  'config.toml': {
    format: poetryConfig,
    api: 'pypi',
    texts: ['[repositories.other]\nurl = "https://index.example.com"\n'],
  },
  'auth.toml': { format: poetryAuth, api: 'pypi', texts: ['[http-basic.other]\nusername = "me"\npassword = "mine"\n'] },
  npmrc: {
    format: npmrc,
    api: 'npm',
    texts: [
      '; mine\nregistry = https://registry.example.com/\n//registry.example.com/:_authToken=${TOKEN}\n',
      '@abc:registry=https://registry.example.com\nsave-exact=true\n\n',
      'registry=https://one.example.com/\nregistry=https://two.example.com/\nca[]="x"\n[section]\na=b\n',
    ],
  },
  'npmrc for yarn-classic': { format: npmrcForYarn, api: 'npm', texts: ['registry=https://registry.example.com/\n'] },
  yarnrc: {
    format: yarnrc,
    api: 'npm',
    texts: [
      '# yarn lockfile v1\n\nregistry "https://registry.example.com"\nlastUpdateCheck 1\n',
      '"@abc:registry" "https://x.example.com"\n',
    ],
  },
  'yarnrc.yml': {
    format: yarnrcYml,
    api: 'npm',
    texts: [
      '# mine\nnodeLinker: node-modules\n\nnpmRegistryServer: "https://registry.example.com"\n',
      'npmScopes:\n    other:\n        npmRegistryServer: \'https://registry.example.com\'\n    # end\n\nnpmRegistries:\n    "//registry.example.com":\n        npmAuthToken: x\nenableTelemetry: false\n',
      'npmScopes:\n  abc:\n    # publishing is elsewhere\n    npmPublishRegistry: https://publish.example.com\n    npmRegistryServer: https://registry.example.com\n\n  other:\n    npmRegistryServer: https://registry.example.com\n',
    ],
  },
};

const LINE_END: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replace(/\n$/, ''),
];

interface Who {
  readonly repository: string;
  readonly scope?: string;
  readonly extra: boolean;
}

function entryOf({ extra, repository, scope }: Who, api: string, token: string): LoginEntry {
  const endpoint = ENDPOINT(api, repository);
  return { name: repository, endpoint, token, extra, ...(scope === undefined ? {} : { scope }) };
}

function logoutOf({ repository, scope }: Who): LogoutEntry {
  return {
    name: repository,
    isEndpoint: (address) => parseDomainAddress(address)?.repository === repository,
    isHost: (host) => parseDomainAddress(`https://${host}/`)?.domain === 'abc',
    ...(scope === undefined ? {} : { scope }),
  };
}

function startOf(texts: readonly string[]): Arbitrary<string> {
  return tuple(constantFrom('', ...texts), constantFrom(...LINE_END)).map(([text, end]) => end(text));
}

describe.each(Object.entries(KINDS))('a login in %s', (_kind, { api, format, texts }) => {
  const start = startOf(texts);

  it('is taken back to the byte by a logout, and again by a second one', () => {
    assert(
      property(start, boolean(), (text, extra) => {
        const who = { repository: 'AbcDev', extra };
        const added = format.add(text, entryOf(who, api, 'token'));
        expect(added).not.toBe(text);
        expect(format.remove(added, logoutOf(who))).toBe(text);
        expect(format.remove(text, logoutOf(who))).toBe(text);
      }),
    );
  });

  it('made twice is made once, with the newer token', () => {
    assert(
      property(start, (text) => {
        const who = { repository: 'AbcDev', extra: true };
        const once = format.add(text, entryOf(who, api, 'second'));
        expect(format.add(format.add(text, entryOf(who, api, 'first')), entryOf(who, api, 'second'))).toBe(once);
        expect(once).not.toContain('first');
      }),
    );
  });

  it('keeps every line of the file', () => {
    assert(
      property(start, (text) => {
        const added = format.add(text, entryOf({ repository: 'AbcDev', extra: true }, api, 'token'));
        for (const line of text.split(/\r?\n/)) expect(added).toContain(line);
      }),
    );
  });
});

// A token opens a whole domain, and .netrc has one entry a host.
const MANY = Object.entries(KINDS).filter(([kind]) => kind !== 'netrc');

describe.each(MANY)('a login in %s', (kind, { api, format, texts }) => {
  const start = startOf(texts);

  it('stands beside others, whose logouts leave it, in any order', () => {
    const names = shuffledSubarray(['AbcDev', 'AbcStaging', 'Abc.Prod'], { minLength: 3 });
    assert(
      property(start, names, names, boolean(), (text, logins, logouts, extra) => {
        const who = (repository: string): Who => ({ repository, extra: extra || kind === 'uv.toml' });
        let held = logins.reduce((now, one) => format.add(now, entryOf(who(one), api, `token-${one}`)), text);
        for (const [index, one] of logouts.entries()) {
          for (const other of logouts.slice(index)) expect(held.includes(other)).toBe(true);
          held = format.remove(held, logoutOf(who(one)));
          expect(held).not.toContain(ENDPOINT(api, one));
          expect(held).not.toContain(`token-${one}`);
        }
        expect(held).toBe(text);
      }),
    );
  });
});

describe.each(['npmrc', 'yarnrc', 'yarnrc.yml'])('a login of a scope in %s', (kind) => {
  const { api, format, texts } = KINDS[kind] ?? { api: 'npm', format: npmrc, texts: [] };

  it('stands beside one for all packages, and goes without it', () => {
    for (const text of ['', ...texts.filter((one) => !one.includes('@abc'))]) {
      const all: Who = { repository: 'AbcDev', extra: false };
      const scoped: Who = { repository: 'AbcStaging', scope: 'abc', extra: false };
      const first = format.add(text, entryOf(all, api, 'token'));
      const both = format.add(first, entryOf(scoped, api, 'token'));
      expect(format.remove(both, logoutOf(scoped))).toBe(first);
      expect(format.remove(format.remove(both, logoutOf(all)), logoutOf(scoped))).toBe(text);
    }
  });

  it('stands beside others of the scope, whose logouts leave it, in any order', () => {
    const names = shuffledSubarray(['AbcDev', 'AbcStaging', 'Abc.Prod'], { minLength: 3 });
    assert(
      property(startOf(texts), names, names, (text, logins, logouts) => {
        const who = (repository: string): Who => ({ repository, scope: 'abc', extra: false });
        let held = logins.reduce((now, one) => format.add(now, entryOf(who(one), api, `token-${one}`)), text);
        for (const one of logouts) {
          held = format.remove(held, logoutOf(who(one)));
          expect(held).not.toContain(ENDPOINT(api, one));
          expect(held).not.toContain(`token-${one}`);
        }
        expect(held).toBe(text);
      }),
      { numRuns: 30 },
    );
  });
});
