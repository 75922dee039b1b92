import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { formatRecord, parseRecord } from './record.ts';

describe('parseRecord', () => {
  it('reads quoted paths, empty fields and any line end', () => {
    expect(parseRecord('a.py,sha256=x-_Y,3\r\n"b,""c"".py",sha256=zz,\n\nr/RECORD,,', 'a.whl')).toEqual([
      { path: 'a.py', hash: 'sha256=x-_Y', size: '3' },
      { path: 'b,"c".py', hash: 'sha256=zz', size: '' },
      { path: 'r/RECORD', hash: '', size: '' },
    ]);
  });

  it.each([
    ['an open quote', '"a.py,sha256=x,3\n'],
    ['text after a quote', '"a"b,sha256=x,3\n'],
    ['a fourth field', 'a.py,sha256=x,3,4\n'],
    ['a size that is no number', 'a.py,sha256=x,three\n'],
    ['a hash without a name', 'a.py,abcdef,3\n'],
    ['an empty path', ',sha256=x,3\n'],
    ['a path twice', 'a.py,sha256=x,3\na.py,sha256=y,3\n'],
    ['a bare carriage return', 'a.py,sha256=x,3\rb.py,,\n'],
  ])('refuses %s', (_, text) => {
    expect(() => parseRecord(text, 'a.whl')).toThrow(expect.objectContaining({ code: 'record-invalid' }));
  });

  it('is the inverse of formatRecord', () => {
    const row = fc.record({
      path: fc.string({ minLength: 1 }),
      hash: fc.constantFrom('', 'sha256=abc_-1'),
      size: fc.nat().map(String),
    });
    const rows = fc.uniqueArray(row, { selector: ({ path }) => path });
    fc.assert(
      fc.property(rows, (list) => {
        expect(parseRecord(formatRecord(list), 'a.whl')).toEqual(list);
      }),
    );
  });

  it('reads 8 MB in quotes', () => {
    const path = 'a'.repeat(8_000_000);
    expect(parseRecord(`"${path}",,\n`, 'a.whl')).toHaveLength(1);
  });
});
