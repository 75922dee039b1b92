import { describe, expect, it } from 'vitest';
import { formatBytes, plural } from './size.ts';
import { table } from './table.ts';

describe('text for people', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [20_000_000, '20.0 MB'],
    [999_999, '1.0 MB'],
    [1_073_741_824, '1.1 GB'],
  ])('writes %i bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('counts', () => {
    expect([plural(0, 'file'), plural(1, 'file'), plural(2, 'file')]).toEqual(['0 files', '1 file', '2 files']);
  });

  it('aligns columns without trailing space', () => {
    expect(
      table(
        [
          ['a', 'bb', ''],
          ['ccc', 'd', 'e'],
        ],
        ' ',
      ),
    ).toEqual([' a    bb', ' ccc  d   e']);
  });
});
