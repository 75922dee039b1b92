import { type Command, defineCommand } from '../command.ts';
import type { Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { setSpec, subjectFlags } from './subject-flags.ts';

/** `withdraw`, for the formats of a front-end. */
export function withdrawCommand(formats: Formats): Command {
  const { spec } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'withdraw <spec>',
    summary: 'Take a build away from a stage, so that nobody installs it any more; undo brings it back',
    positionals: setSpec(formats),
    flags: {
      ...subjectFlags(formats),
      from: {
        type: 'string',
        describe: 'Stage or repository that loses it [default: the only one it was promoted to]',
      },
      status: {
        choices: ['Archived', 'Unlisted'],
        describe: 'Unlisted: who names the version exactly still gets it [default: Archived]',
      },
      'dry-run': { type: 'boolean', describe: 'Say what would be done, and write nothing' },
      assume: { type: 'string', array: true, nargs: 1, describe: 'NAME=VALUE: how the service behaves' },
      wait: { type: 'number', describe: 'Seconds to wait for another run on the package [default: 300]' },
    },
    examples: [
      [`withdraw ${spec} --build 24 --from AbcProd --domain abc`, 'build 24; other builds of the version stay'],
      [`withdraw ${spec} --build 24 --from AbcProd --dry-run --domain abc`, 'what would go, and what would stay'],
    ],
    load: async () => (await import('./run-withdraw.ts')).runWithdraw(formats),
  });
}
