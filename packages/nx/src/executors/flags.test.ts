import { describe, expect, it } from 'vitest';
import { flagsOf } from './flags.ts';

describe('flagsOf', () => {
  it.each([
    [{ lastPassed: true }, ['--last-passed']],
    [{ activate: false }, ['--no-activate']],
    [{ build: '023' }, ['--build=023']],
    [{ wait: 0 }, ['--wait=0']],
    [{ workItem: ['A-1', 'A-2'] }, ['--work-item=A-1', '--work-item=A-2']],
    [{ build: undefined }, []],
    [{ build: 22 }, ['--build=22']],
    [{ args: ['--build=23.10', '--verbose'], to: 'staging' }, ['--to=staging', '--build=23.10', '--verbose']],
    [{ override: '--no such flag' }, ['--override=--no such flag']],
  ])('writes %j as %j', (options, flags) => {
    expect(flagsOf(options)).toEqual(flags);
  });

  it.each([{ build: 23.1 }, { packageVersion: 1 }])('refuses %j, whose digits Nx may have changed', (options) => {
    expect(() => flagsOf(options)).toThrow(/Give it as --args=--/);
  });
});
