import { describe, expect, it } from 'vitest';

import { LINUX, WINDOWS } from '../test/environments.ts';
import {
  bestVersion,
  type DependencyIndex,
  missingDependencies,
  type OfferedVersion,
  requirementsOf,
} from './dependencies.ts';
import { offeredVersions } from './offered-versions.ts';
import { parseRequirement } from './requirement.ts';

const versions = (...list: string[]): OfferedVersion[] => list.map((version) => ({ version }));
const linux = { label: 'linux', markers: LINUX };
const windows = { label: 'windows', markers: WINDOWS };

describe('requirementsOf', () => {
  it('keeps what holds in the environment and for the extras', () => {
    const all = ['a', 'b; sys_platform == "win32"', 'c; extra == "Net_x"', 'd; extra == "test" and os_name == "nt"'];
    const names = (target: Parameters<typeof requirementsOf>[1]): string[] =>
      requirementsOf(all, target).map(({ requirement }) => requirement.name);
    expect(names(linux)).toEqual(['a']);
    expect(names(windows)).toEqual(['a', 'b']);
    expect(names({ ...linux, extras: ['net-X', 'test'] })).toEqual(['a', 'c']);
  });
});

describe('bestVersion', () => {
  it.each([
    ['a', versions('1.0', '1.10', '1.9', '2.0rc1'), '1.10'],
    ['a>=2.0rc1', versions('1.0', '2.0rc1'), '2.0rc1'],
    ['a', versions('2.0rc1', '2.0rc2'), '2.0rc2'],
    ['a<1.5', versions('1.0', '1.10', 'nonsense'), '1.0'],
    ['a>=3', versions('1.0'), undefined],
    [
      'a',
      [
        { version: '2.0', requiresPython: '>=3.13' },
        { version: '1.0', requiresPython: '>=3.8' },
      ],
      '1.0',
    ],
    ['a', [{ version: '2.0', requiresPython: 'nonsense' }], '2.0'],
    ['a', offeredVersions([{ name: 'a-2.0-cp312-cp312-win_amd64.whl' }, { name: 'a-1.0.tar.gz' }]), '1.0'],
    ['a', [], undefined],
  ])('takes for %s of %j: %s', (text, offered, best) => {
    expect(bestVersion(parseRequirement(text), offered, linux)).toBe(best);
  });
});

describe('missingDependencies', () => {
  const missing = async (
    requires: readonly string[],
    offered: Readonly<Record<string, readonly OfferedVersion[]>>,
    requiresDist: Readonly<Record<string, readonly string[]>> = {},
  ) => {
    const index: DependencyIndex = {
      versions: async (name) => offered[name] ?? [],
      requiresDist: async (name, version) => requiresDist[`${name}==${version}`],
    };
    return await missingDependencies(requires, [linux, windows], index);
  };

  it('lists what does not resolve, for each environment', async () => {
    const found = await missing(
      [
        'Good>=1',
        'old>=2',
        'new; os_name == "nt" or os_name == "posix"',
        'built',
        'gone',
        'far @ https://abc.example/a.whl',
      ],
      {
        good: versions('1.5'),
        old: versions('1.0'),
        new: [{ version: '2.0', requiresPython: '>=3.10' }],
        built: offeredVersions([{ name: 'built-1.0-py3-none-win_amd64.whl' }]),
      },
    );
    expect(found.map(({ name, environment, reason }) => [environment, name, reason])).toEqual([
      ['linux', 'old', 'no-version'],
      ['linux', 'built', 'platform'],
      ['linux', 'gone', 'unknown'],
      ['linux', 'far', 'url'],
      ['windows', 'old', 'no-version'],
      ['windows', 'new', 'python'],
      ['windows', 'gone', 'unknown'],
      ['windows', 'far', 'url'],
    ]);
    expect(found[0]?.requirement).toBe('old>=2');
  });

  it('follows what extras ask for, and their extras, in the version that an installer takes', async () => {
    const found = await missing(
      ['net[Socks,all]>=1'],
      { net: versions('0.9', '1.5'), base: versions('1') },
      {
        'net==1.5': [
          'plain',
          'pysocks>=1; extra == "socks"',
          'net[http2]; extra == "all"',
          'h2; extra == "http2"',
          'unasked; extra == "test"',
          'base[x]; extra == "all" and os_name == "nt"',
        ],
        'net==0.9': ['wrong; extra == "all"'],
        'base==1': ['deep; extra == "x"'],
      },
    );
    expect(found.map(({ environment, of, requirement }) => [environment, of, requirement])).toEqual([
      ['linux', 'net[socks,all]==1.5', 'pysocks>=1; extra == "socks"'],
      ['linux', 'net[http2]==1.5', 'h2; extra == "http2"'],
      ['windows', 'net[socks,all]==1.5', 'pysocks>=1; extra == "socks"'],
      ['windows', 'net[http2]==1.5', 'h2; extra == "http2"'],
      ['windows', 'base[x]==1', 'deep; extra == "x"'],
    ]);
  });

  it('ends where extras ask for each other, and where nobody can tell what a version requires', async () => {
    const offered = { net: versions('1'), upstream: versions('1') };
    const requiresDist = { 'net==1': ['net[b]; extra == "a"', 'net[a]; extra == "b"', 'upstream[x]; extra == "b"'] };
    expect(await missing(['net[a]'], offered, requiresDist)).toEqual([]);
  });
});
