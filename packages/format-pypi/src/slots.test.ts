import { describe, expect, it } from 'vitest';

import { buildTagOf, comparePreference, slotsOf } from './slots.ts';

const wheel = (build: string): string => `pyabc-1.0${build}-py3-none-any.whl`;

describe('buildTagOf', () => {
  it.each([
    [wheel('-23'), '23'],
    [wheel('-023'), '23'],
    [wheel('-023.rc1'), '23.rc1'],
    [wheel(''), undefined],
    ['pyabc-1.0.tar.gz', undefined],
    ['notes.txt', undefined],
  ])('reads from %s: %s', (name, tag) => expect(buildTagOf(name)).toBe(tag));
});

describe('slotsOf', () => {
  it('gives a wheel a slot for each tag, an sdist one, and other files none', () => {
    expect(slotsOf('pyabc-1.0-2-py2.py3-none-any.whl')).toEqual(['py2-none-any', 'py3-none-any']);
    expect(slotsOf('pyabc-1.0.tar.gz')).toEqual(['sdist']);
    expect(slotsOf('pyabc-1.0.zip')).toEqual(['sdist']);
    expect(slotsOf('pyabc-1.0.tar.gz.asc')).toEqual([]);
  });
});

describe('comparePreference', () => {
  it('orders files as pip does', () => {
    const best = [wheel('-100'), wheel('-24.rc1'), wheel('-24'), wheel('-9'), wheel(''), 'pyabc-1.0.tar.gz'];
    expect(best.toReversed().toSorted((a, b) => comparePreference(b, a))).toEqual(best);
  });

  it.each([
    [wheel('-23'), wheel('-023')],
    ['pyabc-1.0.tar.gz', 'pyabc-1.0.zip'],
    ['notes.txt', wheel('')],
  ])('has no preference between %s and %s', (a, b) => {
    expect(comparePreference(a, b)).toBe(0);
    expect(comparePreference(b, a)).toBe(0);
  });
});
