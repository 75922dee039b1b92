import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { sampleOf } from '../sample.ts';

/** `seal`, for the formats of a front-end. */
export function sealCommand(formats: Formats): Command {
  const { parts, spec, spelling } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'seal <spec>',
    summary: 'Close an open build: from then on it is a set, and never changes',
    positionals: { spec: { type: 'string', demandOption: true, describe: spelling } },
    flags: {
      build: { type: 'string', demandOption: true, describe: 'The build tag' },
      expect: { type: 'number', describe: 'How many files the build must have' },
      'expect-file': {
        type: 'string',
        array: true,
        nargs: 1,
        describe: 'A file that the build must have, and then no other than those named; may be repeated',
      },
      repository: { type: 'string', alias: 'r', describe: 'Where its jobs uploaded it, for the record' },
      'work-item': { type: 'string', array: true, nargs: 1, describe: 'What the build is for; may be repeated' },
      ...formatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      [`seal ${spec} --build 23 --expect 3 --domain abc`, 'when the jobs of a matrix have uploaded'],
      [
        `seal ${spec} --build 23 ${parts.map((file) => `--expect-file ${file}`).join(' ')} --domain abc`,
        'exactly these',
      ],
    ],
    load: async () => (await import('./run-seal.ts')).runSeal(formats),
  });
}
