import { describe, expect, it } from 'vitest';
import { nearest } from './nearest.ts';

describe('nearest', () => {
  const names = ['build', 'last', 'last-passed', 'dry-run', 'repository', 'from', 'to'];

  it.each([
    ['bild', 'build'],
    ['buidl', 'build'],
    ['Build', 'build'],
    ['dryrun', 'dry-run'],
    ['lastpassed', 'last-passed'],
    ['form', 'from'],
    ['repo', 'repository'],
  ])('takes %s for %s', (typed, meant) => {
    expect(nearest(typed, names)).toBe(meant);
  });

  it.each(['', 'x', 'n', 'nope', 'colour'])('takes "%s" for nothing', (typed) => {
    expect(nearest(typed, names)).toBeUndefined();
  });
});
