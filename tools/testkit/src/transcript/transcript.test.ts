import { describe, expect, it } from 'vitest';

import { compareOutput, Names, rewriteOutput } from './index.ts';

const SET = `sha256:${'0123456789ab'.padEnd(64, '0')}`;
const OTHER = `sha256:${'fedcba987654'.padEnd(64, '1')}`;
const SHOWN = [
  'pyabc==1.0.0 build 23 promoted from AbcDev to AbcStaging',
  `  set     ${SET}`,
  '  assets',
  '    promoted  pyabc-1.0.0-23-py3-none-any.whl  947 B  sha256 119943496d45',
  '39 requests, of these 6 writes; 1.9 kB sent to http://127.0.0.1:4590 at 2026-11-29T01:08:24Z',
];
const CAME = [
  'pyabc==1.0.0 build 23 promoted from AbcDev to AbcStaging',
  `  set     ${OTHER}`,
  '  assets',
  '    promoted  pyabc-1.0.0-23-py3-none-any.whl  0.9 kB    sha256 aaaaaaaaaaaa',
  '39 requests, of these 6 writes; 1.8 kB sent to http://127.0.0.1:31337 at 2027-01-01T00:00:00Z',
];

const with1 = (line: number, text: string) => SHOWN.with(line, text);

describe('compareOutput', () => {
  it('finds the same what differs in digests, times, addresses, the width of columns and a little in sizes', () => {
    expect(compareOutput(SHOWN, CAME, new Names())).toBeUndefined();
  });

  it.each([
    ['another word', 0, 'pyabc==1.0.0 build 22 promoted from AbcDev to AbcStaging'],
    ['another indent', 2, '   assets'],
    ['another number of writes', 4, SHOWN[4]?.replace('6 writes', '5 writes') ?? ''],
    ['a digest of another length', 1, `  set     sha256:${'0'.repeat(40)}`],
    ['another size', 3, SHOWN[3]?.replace('947 B', '1.1 kB') ?? ''],
    ['a size of nothing', 3, SHOWN[3]?.replace('947 B', '0 B') ?? ''],
  ])('finds %s, and says in which line', (_what, line, text) => {
    expect(compareOutput(with1(line, text), CAME, new Names())).toEqual({ shownLine: line });
  });

  it('finds a line that is missing, and one too many', () => {
    expect(compareOutput(SHOWN.slice(0, 4), CAME, new Names())).toEqual({ shownLine: 4 });
    expect(compareOutput(SHOWN, CAME.slice(0, 4), new Names())).toEqual({ shownLine: 4 });
  });

  it('takes `…` for any lines, and in a line for any text', () => {
    expect(compareOutput(['…', '  assets', '…'], CAME, new Names())).toBeUndefined();
    expect(compareOutput(['pyabc==1.0.0 … AbcStaging', '…'], CAME, new Names())).toBeUndefined();
    expect(compareOutput(['…', '  files', '…'], CAME, new Names())).toEqual({ shownLine: 1 });
  });

  it('wants one name for one thing, also in later outputs and in its short form', () => {
    const names = new Names();
    compareOutput(SHOWN, CAME, names);
    expect(compareOutput([`set ${SET.slice(7, 19)}`], [`set ${OTHER.slice(7, 19)}`], names)).toBeUndefined();
    expect(compareOutput([`set ${SET.slice(7, 19)}`], ['set aaaaaaaaaaaa'], names)).toEqual({ shownLine: 0 });
    expect(compareOutput(['set 777777777777'], [`set ${OTHER.slice(7, 19)}`], names)).toEqual({ shownLine: 0 });
    expect(compareOutput(['777777777777 777777777777'], ['bbbbbbbbbbbb cccccccccccc'], names)).toEqual({
      shownLine: 0,
    });
  });
});

describe('Names', () => {
  it('gives a command the names of this run', () => {
    const names = new Names();
    compareOutput(['  id  p-a929a83388e6'], ['  id  p-bbbbbbbbbbbb'], names);
    expect(names.toRun('undo pyabc p-a929a83388e6')).toBe('undo pyabc p-bbbbbbbbbbbb');
  });
});

describe('rewriteOutput', () => {
  it('shows what came, with the names and the gaps that were shown', () => {
    const names = new Names();
    compareOutput(SHOWN, CAME, names);
    const shown = ['pyabc==1.0.0 build 23 was promoted', '…', '    promoted  …', '…'];
    expect(rewriteOutput(shown, CAME, names)).toEqual([SHOWN[0], '…', '    promoted  …', '…']);
  });

  it('shows all where nothing was shown', () => {
    expect(rewriteOutput([], ['a', 'b'], new Names())).toEqual(['a', 'b']);
  });
});
