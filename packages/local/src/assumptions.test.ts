import { describe, expect, it } from 'vitest';
import { parseAssumptions } from './assumptions.ts';

describe('parseAssumptions', () => {
  it('starts with the first value of each, and takes what is given', () => {
    expect(parseAssumptions()).toMatchObject({ 'copy-overwrite': 'replace', 'list-unfinished': 'yes' });
    expect(parseAssumptions(['copy-overwrite=merge'])).toMatchObject({ 'copy-overwrite': 'merge' });
  });

  it('names what is possible when a name or a value is wrong', () => {
    expect(() => parseAssumptions(['copy=merge'])).toThrow('copy-overwrite');
    expect(() => parseAssumptions(['copy-overwrite=both'])).toThrow('replace, merge');
  });
});
