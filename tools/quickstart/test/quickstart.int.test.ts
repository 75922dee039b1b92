import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

import { compareOutput, Names } from '@buildset/testkit/transcript';

const script = new URL('../dist/main.js', import.meta.url).pathname;
const readme = new URL('../../../README.md', import.meta.url);

/** A machine may have no pip. */
const OPTIONAL = /^\$ python3 |^I am pyabc|^This machine has no pip/;

function withoutOptional(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => line !== '' && !OPTIONAL.test(line));
}

describe('npm run quickstart', () => {
  let lines: readonly string[];

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 150_000 });
    lines = stdout.split('\n');
  });

  it('ends with which repository holds which build', () => {
    const rows = lines.filter((line) => line.startsWith('1.0.0')).map((line) => line.split(/ {2,}/));
    expect(rows.map(([, build, , , , places]) => [build, places])).toEqual([
      ['22', 'AbcDev'],
      ['23', 'AbcDev, AbcStaging, AbcProd'],
      ['24', 'AbcDev'],
    ]);
  });

  it('writes nothing the second time, and sends no byte from stage to stage', () => {
    expect(lines).toContainEqual(expect.stringMatching(/of these 0 writes; 0 B/));
    expect(lines).toContainEqual(expect.stringMatching(/of these 3 writes; 0 B/));
  });

  it('prints what README.md shows', async () => {
    const text = await readFile(readme, 'utf8');
    const block =
      /<!-- quickstart: begin -->\n+```console\n([^`]+)```\n+<!-- quickstart: end -->/.exec(text)?.[1] ?? '';
    const shown = withoutOptional(['…', ...block.split('\n')]);
    expect(shown.length).toBeGreaterThan(10);
    const difference = compareOutput(shown, withoutOptional(lines), new Names());
    expect(difference && shown[difference.shownLine]).toBeUndefined();
  });
});
