import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { describe, expect, it } from 'vitest';

import { type Command, stepsOf, withOutputs } from './guide.ts';
import { guideFile } from './walk-guide.ts';

const GUIDES = readdirSync(dirname(guideFile('python'))).map((name) => name.replace(/\.md$/, ''));

const GUIDE = `# A guide

<!-- file: etc/x.yaml -->

\`\`\`yaml
a: 1
\`\`\`

\`\`\`sh
buildset never run
\`\`\`

\`\`\`console
$ echo one
one

$ cat <<END
> two
> END
two
\`\`\`

<!-- not run: it needs AWS -->

\`\`\`console
$ aws s3 ls
\`\`\`
`;

describe('stepsOf', () => {
  it('finds the files and the commands, with their lines and outputs', () => {
    expect(stepsOf(GUIDE)).toEqual([
      { kind: 'file', line: 5, path: 'etc/x.yaml', content: 'a: 1\n' },
      { kind: 'command', line: 14, text: 'echo one', height: 1, output: ['one'] },
      { kind: 'command', line: 17, text: 'cat <<END\ntwo\nEND', height: 3, output: ['two'] },
    ]);
  });

  it.each([
    ['```\n$ x\n```\n', 'line 1: a block without a language'],
    ['\n```sh\nx\n', 'line 2: a block without an end'],
    ['```console\nx\n```\n', 'line 2: a console block that does not begin with a command'],
  ])('refuses %j', (markdown, message) => {
    expect(() => stepsOf(markdown)).toThrow(message);
  });
});

describe('the guides', () => {
  it.each(GUIDES)('say of each block in %s.md what it is', (name) => {
    expect(() => stepsOf(readFileSync(guideFile(name), 'utf8'))).not.toThrow();
  });
});

describe('withOutputs', () => {
  it('changes the outputs alone', () => {
    const [, one, two] = stepsOf(GUIDE) as [unknown, Command, Command];
    const outputs = new Map([
      [one, ['1', '', '2']],
      [two, []],
    ]);
    expect(withOutputs(GUIDE, outputs)).toBe(
      GUIDE.replace('one\none\n', 'one\n1\n\n2\n').replace('> END\ntwo\n', '> END\n'),
    );
  });
});
