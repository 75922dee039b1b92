import { describe, expect, it } from 'vitest';
import { entryStage } from './stages.ts';

describe('entryStage', () => {
  it('is the stage that others are promoted from, and that nothing is promoted to', () => {
    const stages = { dev: { repository: 'D' }, staging: { repository: 'S', from: ['dev'] } };
    expect(entryStage({ stages })).toBe('dev');
  });

  it.each([
    ['there are no stages', {}],
    ['a lone stage may be one that only promotions reach', { staging: { repository: 'S' } }],
    [
      'builds begin in several',
      { linux: { repository: 'L' }, mac: { repository: 'M' }, staging: { repository: 'S', from: ['linux', 'mac'] } },
    ],
  ])('is undefined when %s', (_why, stages) => {
    expect(entryStage({ stages })).toBeUndefined();
  });
});
