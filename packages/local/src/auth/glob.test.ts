import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatches } from './glob.ts';

const length = 10_000;

/** The same by a table of every prefix of both: slow, and plain to see. */
function matchesByTable(pattern: string, text: string): boolean {
  let row = Array.from({ length: text.length + 1 }, (_, t) => t === 0);
  for (const character of pattern) {
    const above = row;
    row = [];
    for (let t = 0; t <= text.length; t++) {
      const star = above[t] === true || row[t - 1] === true;
      const one = above[t - 1] === true && (character === '?' || character === text[t - 1]);
      row.push(character === '*' ? star : one);
    }
  }
  return row[text.length] === true;
}

describe('globMatches', () => {
  it('takes * for any text and ? for any character', () => {
    const texts = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 });
    const patterns = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(patterns, texts, (pattern, text) => {
        expect(globMatches(pattern, text)).toBe(matchesByTable(pattern, text));
      }),
      { numRuns: 2000 },
    );
  });

  // Each would take a matcher that tries every split longer than the universe lasts.
  it.each([
    ['a star before every character', `${'*a'.repeat(length / 2)}b`, 'a'.repeat(length)],
    ['as many stars as characters', `${'*a'.repeat(length)}*b`, 'a'.repeat(length)],
    ['only stars', `${'*'.repeat(length)}b`, 'a'.repeat(length)],
    ['a long tail that nearly fits everywhere', `*${'a'.repeat(length / 2)}b`, 'a'.repeat(length)],
    ['question marks between stars', `${'*?'.repeat(length / 2)}b`, 'a'.repeat(length)],
  ])('ends with %s', { timeout: 20_000 }, (_name, pattern, text) => {
    expect(globMatches(pattern, text)).toBe(false);
    expect(globMatches(pattern.slice(0, -1), text)).toBe(true);
  });
});
