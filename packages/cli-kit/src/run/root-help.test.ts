import { expect, it } from 'vitest';
import { rootHelp } from './root-help.ts';

it('lists commands with their summaries in a column, as wide as the terminal', () => {
  const load = () => Promise.reject(new Error('loaded'));
  const commands = [
    { name: 'go', summary: 'Go to where somebody said that it is', load },
    { name: 'stay', summary: 'Stay', load },
  ];
  const text = rootHelp('tool', 'Goes or stays.', commands, 30);
  expect(text.slice(0, text.indexOf('tool <command> --help'))).toBe(`tool <command> [options]

Goes or stays.

Commands:
  go    Go to where somebody
        said that it is
  stay  Stay

`);
});
