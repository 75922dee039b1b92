import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { REPOSITORY_FLAG } from './repository-flag.ts';

/** `sets`, for the formats of a front-end. */
export function setsCommand(formats: Formats): Command {
  const { pkg, publisher, spec, spelling } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'sets <spec>',
    summary: 'List builds, and where each of them is',
    positionals: {
      spec: {
        type: 'string',
        demandOption: true,
        describe: `${formats.names.length > 1 ? '[<format>:]' : ''}<package> or ${spelling}`,
      },
    },
    flags: {
      ...REPOSITORY_FLAG,
      ...formatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      [`sets ${pkg} --domain abc`, 'every build on record'],
      [`sets ${spec} --domain abc --repository AbcDev`, `what plain ${publisher} uploaded to AbcDev is shown too`],
    ],
    load: async () => (await import('./run-sets.ts')).runSets(formats),
  });
}
