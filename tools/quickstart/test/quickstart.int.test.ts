import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const script = new URL('../dist/main.js', import.meta.url).pathname;
const readme = new URL('../../../README.md', import.meta.url);

/** What pip and the interpreter say depends on the machine, and an operation's id on chance. */
const OPTIONAL = /^\$ python3 |^I am pyabc|^This machine has no pip|^ {2}id +p-/;

/** How often a listing is asked for again depends on how fast the machine is; what is written does not. */
function withoutRequests(line: string): string {
  return line.replace(/^ {2}\d+ requests,/, '  … requests,');
}

describe('npm run quickstart', () => {
  let lines: readonly string[];

  beforeAll(async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 60_000 });
    lines = stdout.split('\n');
  }, 70_000);

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
    const shown = /<!-- quickstart: begin -->\n+```\n([^`]+)```\n+<!-- quickstart: end -->/.exec(text)?.[1] ?? '';
    const wanted = shown.split('\n').filter((line) => line !== '' && line !== '…' && !OPTIONAL.test(line));
    expect(wanted.length).toBeGreaterThan(10);
    const printed = new Set(lines.map(withoutRequests));
    expect(wanted.filter((line) => !printed.has(withoutRequests(line)))).toEqual([]);
  });
});
