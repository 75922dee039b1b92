import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, inject, it, onTestFinished } from 'vitest';

import { describeWithClients } from '../src/clients/describe-with-clients.ts';
import { foundClients } from '../src/clients/found-clients.ts';
import { walkGuide } from '../src/guides/walk-guide.ts';
import { showWhatComes } from './show-what-comes.ts';

// The first steps and the daily ones; the others are in guides-more.heavy.test.ts.
describeWithClients('the guides', foundClients(), () => {
  showWhatComes([
    ['npm', 'home'],
    ['promotion', 'wheels'],
    ['without-aws', 'machine'],
  ]);

  it('are read closely: another output, and a failure that it does not show, are told by their line', async () => {
    const file = join(tmpdir(), `guide-${process.pid}.md`);
    onTestFinished(() => rm(file));
    await writeFile(file, '# A guide\n\n```console\n$ echo one\none\n\n$ echo two; false\n2\n```\n');
    const report = await walkGuide(file, { start: 'machine', clients: inject('clients') });
    expect(report.match(/^\S.*$/gm)).toEqual([
      expect.stringMatching(/\.md:8: another output$/),
      expect.stringMatching(/\.md:8: it ended with 1$/),
    ]);
    expect(report).toContain('  $ echo two; false\n  shown:\n    2\n  came:\n    two\n');
  });
});
