import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { sampleOf } from '../sample.ts';

/** `undo`, for the formats of a front-end. */
export function undoCommand(formats: Formats): Command {
  const { pkg } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'undo <promotion> [id]',
    summary: 'Restore what a repository held before a promotion; nothing is erased',
    positionals: {
      promotion: {
        type: 'string',
        demandOption: true,
        describe:
          'The id that promote and history print; or <package>, with the id behind it, which saves looking for it',
      },
      id: { type: 'string', describe: 'The id, where the package is named' },
    },
    flags: {
      'dry-run': { type: 'boolean', describe: 'Say what would be done, and write nothing' },
      to: { type: 'string', describe: 'Stage or repository that it went to, where that is in another domain' },
      assume: { type: 'string', array: true, nargs: 1, describe: 'NAME=VALUE: how the service behaves' },
      wait: { type: 'number', describe: 'Seconds to wait for another run on the package [default: 300]' },
      ...formatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      ['undo p-0123456789ab --dry-run --domain abc', 'what would be restored, and what would be written'],
      ['undo p-0123456789ab --domain abc', 'the version is again as it was before'],
      [`undo ${pkg} p-0123456789ab --domain abc`, 'the same, without a look into the log of every package'],
    ],
    load: async () => (await import('./run-undo.ts')).runUndo(formats),
  });
}
