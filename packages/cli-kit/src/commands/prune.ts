import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { anyFormatFlag, type Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { REPOSITORY_FLAG } from './repository-flag.ts';

/** `prune`, for the formats of a front-end. */
export function pruneCommand(formats: Formats): Command {
  const { pkg } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'prune [packages..]',
    summary: 'Remove old builds that nothing needs, and say of each why it goes or stays',
    positionals: {
      packages: { type: 'string', array: true, describe: 'The packages [default: every package on record]' },
    },
    flags: {
      keep: { type: 'number', describe: 'Keep the newest so many builds of each version' },
      'max-age': { type: 'string', describe: 'Keep what is younger, for example 30d or 48h' },
      rebuild: {
        type: 'string',
        array: true,
        nargs: 1,
        describe: 'Stage or repository without gates: take the files of pruned builds out of its versions too',
      },
      'dry-run': { type: 'boolean', describe: 'Say what would be removed, and remove nothing' },
      assume: { type: 'string', array: true, nargs: 1, describe: 'NAME=VALUE: how the service behaves' },
      wait: { type: 'number', describe: 'Seconds to wait for another run on a package [default: 300]' },
      ...REPOSITORY_FLAG,
      ...anyFormatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      [
        'prune --keep 20 --max-age 30d --dry-run --domain abc',
        'what would go: beyond the newest 20, and older than 30 days',
      ],
      [`prune ${pkg} --keep 20 --rebuild dev`, 'of one package, and also what the repository of dev has of them'],
    ],
    load: async () => (await import('./run-prune.ts')).runPrune(formats),
  });
}
