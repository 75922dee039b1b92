import { describe, expect, it } from 'vitest';
import { parseMetadata } from './core-metadata.ts';

describe('parseMetadata', () => {
  it('reads headers, those that come more than once, and the body', () => {
    const text = [
      'Metadata-Version: 2.4',
      'Name: dep',
      'Summary: a dep',
      'Project-URL: Source, https://example.com/dep',
      'Requires-Dist: a>=1',
      'Requires-Dist: b; extra == "x"',
      '',
      '# dep',
      '',
      'A paragraph.',
      '',
    ].join('\n');
    expect(Object.fromEntries(parseMetadata(text))).toEqual({
      summary: ['a dep'],
      project_urls: ['Source, https://example.com/dep'],
      requires_dist: ['a>=1', 'b; extra == "x"'],
      description: ['# dep\n\nA paragraph.'],
    });
  });

  it.each(['', 'no header at all', ':', '\n\n'])('has nothing of %j', (text) => {
    expect(parseMetadata(text).size).toBe(0);
  });
});
