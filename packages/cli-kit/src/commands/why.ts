import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { versionSpec } from './subject-flags.ts';

/** `why`, for the formats of a front-end. */
export function whyCommand(formats: Formats): Command {
  const { spec } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'why <spec>',
    summary: 'Show what each build has and lacks for a stage, and which one --last and --last-passed mean',
    positionals: versionSpec(formats),
    flags: {
      to: { type: 'string', demandOption: true, describe: 'The stage' },
      from: {
        type: 'string',
        describe: 'Stage or repository it comes from [default: the only one that the stage allows]',
      },
      ...formatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [[`why ${spec} --to prod`, 'with the stages of the configuration']],
    load: async () => (await import('./run-why.ts')).runWhy(formats),
  });
}
