import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';

/** `sets`, for the formats of a front-end. */
export function setsCommand(formats: Formats): Command {
  return defineCommand({
    usage: 'sets <spec>',
    summary: 'List builds, and where each of them is',
    positionals: { spec: { type: 'string', demandOption: true, describe: '<package> or <package>==<version>' } },
    flags: {
      repository: {
        type: 'string',
        array: true,
        alias: 'r',
        describe: 'Look into these repositories too, besides those that promotions went to',
      },
      ...formatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      ['sets pyabc --domain abc', 'every build on record'],
      ['sets pyabc==1.0.0 --domain abc --repository AbcDev', 'what plain twine uploaded to AbcDev is shown too'],
    ],
    load: async () => (await import('./run-sets.ts')).runSets(formats),
  });
}
