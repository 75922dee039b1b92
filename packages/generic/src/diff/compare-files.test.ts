import { expect, it } from 'vitest';
import { sha256Of } from '@buildset/core';
import { compareFiles, renderDifference } from './compare-files.ts';

const file = (path: string, content: string, mode = 0o644) => ({ path, mode, sha256: sha256Of(content) });

it('tells what was added, removed and changed, by path', () => {
  const difference = compareFiles(
    [file('same', '1'), file('gone', '1'), file('bytes', '1'), file('mode', '1'), file('both', '1')],
    [file('same', '1'), file('new', '1'), file('bytes', '2'), file('mode', '1', 0o755), file('both', '2', 0o755)],
  );
  expect(renderDifference(difference)).toEqual([
    '~ both (other mode)',
    '~ bytes',
    '- gone',
    '~ mode (same bytes, other mode)',
    '+ new',
  ]);
});
