import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { VERSION_SPEC } from './subject-flags.ts';

/** `why`, for the formats of a front-end. */
export function whyCommand(formats: Formats): Command {
  return defineCommand({
    usage: 'why <spec>',
    summary: 'Show what each build has and lacks for a stage, and which one --last and --last-passed mean',
    positionals: VERSION_SPEC,
    flags: {
      to: { type: 'string', demandOption: true, describe: 'The stage' },
      from: {
        type: 'string',
        describe: 'Stage or repository it comes from [default: the only one that the stage allows]',
      },
      ...formatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [['why pyabc==1.0.0 --to prod', 'with the stages of the configuration']],
    load: async () => (await import('./run-why.ts')).runWhy(formats),
  });
}
