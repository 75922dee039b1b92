import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { tagFlags } from './tag-flags.ts';

const WHICH = 'Which build:';

/** `activate`: what `promote` is between repositories, inside one. For formats of which a version holds one build. */
export function activateCommand(formats: Formats): Command {
  const { spec, spelling } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'activate <spec>',
    summary: "Make a repository's version exactly one recorded build",
    positionals: { spec: { type: 'string', demandOption: true, describe: spelling } },
    flags: {
      repository: { type: 'string', alias: 'r', demandOption: true, describe: 'The repository, or a stage of it' },
      build: { type: 'string', group: WHICH, describe: 'The build of this tag' },
      set: { type: 'string', group: WHICH, describe: 'The set of this digest, or of its first 12 digits' },
      last: { type: 'boolean', group: WHICH, describe: 'The build of the highest tag that is for the repository' },
      assume: { type: 'string', array: true, nargs: 1, describe: 'NAME=VALUE: how the service behaves' },
      override: { type: 'string', describe: 'Why it is activated although gates or a hold stand against it; recorded' },
      'dry-run': { type: 'boolean', describe: 'Say what would be done, and write nothing' },
      wait: { type: 'number', describe: 'Seconds to wait for another run on the package [default: 300]' },
      ...tagFlags(formats),
      ...formatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [[`activate ${spec} --build 22 --repository AbcDev --domain abc`, 'back to build 22']],
    load: async () => (await import('./run-activate.ts')).runActivate(formats),
  });
}
