import { describe, expect, it } from 'vitest';
import { CodedError } from './coded-error.ts';

describe('CodedError', () => {
  it('advises what is usual for its code, unless it is told something better', () => {
    expect(new CodedError('changed', 'It changed.').next).toMatch(/^Run it again when /);
    expect(new CodedError('changed', 'It changed.', { next: 'Look.' }).next).toBe('Look.');
    expect(new CodedError('not-allowed', 'Not there.').next).toContain('package group');
    expect(new CodedError('usage', 'So not.').next).toBeUndefined();
  });
});
