import { expect, it } from 'vitest';
import { defineCommand } from '../command.ts';
import { commandHelp } from './command-help.ts';

const LETTERS = ['alpha', 'beta', 'gamma', 'delta'];

const command = defineCommand({
  usage: 'send <file..>',
  summary: 'Send files, and say of each of them whether it has arrived where it was to go',
  positionals: { file: { type: 'string', demandOption: true, describe: 'What to send' } },
  flags: {
    to: { type: 'string', alias: ['t', 'destination'], demandOption: true, describe: 'Where it goes' },
    letter: { choices: LETTERS, describe: 'Which letter' },
    mode: { choices: ['on', 'off'], group: 'How:', default: 'on', describe: 'Whether at all' },
    names: { type: 'string', array: true, group: 'How:', describe: 'Only these of the many files that there may be' },
    label: { type: 'string', array: true, nargs: 1, group: 'How:', describe: 'May be repeated' },
    wait: { type: 'number', group: 'How:', describe: 'Seconds' },
    secret: { type: 'boolean', hidden: true },
  },
  examples: [['send a.txt --to there', 'one file']],
  load: async () => async () => 0,
});

it('tells arguments, flags with what follows them, defaults and choices, as wide as the terminal', () => {
  const text = commandHelp(command, 'tool', 60);
  expect(text.slice(0, text.indexOf('Exit codes:'))).toBe(`tool send <file..> [options]

Send files, and say of each of them whether it has arrived
where it was to go

Arguments:
  file               What to send

Options:
  -t, --to, --destination <stage>
                     Where it goes [required]
  --letter <name>    Which letter [one of alpha, beta,
                     gamma, delta]

How:
  --mode <on|off>    Whether at all [default: on]
  --names <value..>  Only these of the many files that there
                     may be
  --label <value>    May be repeated
  --wait <number>    Seconds

Output:
  --json             Print the result as one JSON object
  --verbose          Say more, on stderr
  --no-color         Print no colours [NO_COLOR]
  --quiet            Print errors and warnings only
  -h, --help         Print this help

Examples:
  tool send a.txt --to there
      one file

`);
});

it('tells what follows a flag that means something else to this command', () => {
  const download = defineCommand({ ...command, usage: 'download <file>', load: async () => async () => 0 });
  expect(commandHelp(download, 'tool')).toContain('--to, --destination <folder>');
});
