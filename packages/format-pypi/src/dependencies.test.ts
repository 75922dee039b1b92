import { describe, expect, it } from 'vitest';

import { LINUX, WINDOWS } from '../test/environments.ts';
import { bestVersion, missingDependencies, type OfferedVersion, requirementsOf } from './dependencies.ts';
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
    ['a', [], undefined],
  ])('takes for %s of %j: %s', (text, offered, best) => {
    expect(bestVersion(parseRequirement(text), offered, '3.12.4')).toBe(best);
  });
});

describe('missingDependencies', () => {
  it('lists what does not resolve, for each environment, and looks each project up once', async () => {
    const asked: string[] = [];
    const index = (name: string): Promise<readonly OfferedVersion[]> => {
      asked.push(name);
      const offered: Record<string, OfferedVersion[]> = {
        good: versions('1.5'),
        old: versions('1.0'),
        new: [{ version: '2.0', requiresPython: '>=3.10' }],
      };
      return Promise.resolve(offered[name] ?? []);
    };
    const found = await missingDependencies(
      ['Good>=1', 'old>=2', 'new; os_name == "nt" or os_name == "posix"', 'gone', 'far @ https://abc.example/a.whl'],
      [linux, windows],
      index,
    );
    expect(found.map(({ name, environment, reason }) => [environment, name, reason])).toEqual([
      ['linux', 'old', 'no-version'],
      ['linux', 'gone', 'unknown'],
      ['linux', 'far', 'url'],
      ['windows', 'old', 'no-version'],
      ['windows', 'new', 'python'],
      ['windows', 'gone', 'unknown'],
      ['windows', 'far', 'url'],
    ]);
    expect(found[0]?.requirement).toBe('old>=2');
    expect(asked).toEqual(['good', 'old', 'new', 'gone', 'far']);
  });
});
