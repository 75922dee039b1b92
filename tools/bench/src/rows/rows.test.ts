import { describe, expect, it } from 'vitest';

import { ROWS, selectRows } from './rows.ts';

const numbers = (...names: string[]) => selectRows(names).map(({ number }) => number);

describe('selectRows', () => {
  it('takes all without a name', () => {
    expect(selectRows([])).toEqual(ROWS);
  });

  it('takes names, numbers and groups, each row once, by number', () => {
    expect(numbers('listing', '3', 'startup')).toEqual([3, 10]);
    expect(numbers('promote')).toEqual([1, 3, 5, 8, 9]);
    expect(numbers('npm')).toEqual([13, 14]);
  });

  it('refuses a name that nothing has', () => {
    expect(() => selectRows(['promte'])).toThrow("there is no row 'promte'");
  });
});
