import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { sampleOf } from '../sample.ts';

/** `abandon`, for the formats of a front-end. */
export function abandonCommand(formats: Formats): Command {
  const { spec, spelling } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'abandon <spec>',
    summary: 'Throw away the record of an open build',
    positionals: { spec: { type: 'string', demandOption: true, describe: spelling } },
    flags: {
      build: { type: 'string', demandOption: true, describe: 'The build tag' },
      ...formatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [[`abandon ${spec} --build 23 --domain abc`, 'when a job of the matrix has failed']],
    load: async () => (await import('./run-abandon.ts')).runAbandon(formats),
  });
}
