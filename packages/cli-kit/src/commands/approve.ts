import { type Command, defineCommand } from '../command.ts';
import type { Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { setSpec, subjectFlags } from './subject-flags.ts';

/** `approve`, for the formats of a front-end. */
export function approveCommand(formats: Formats): Command {
  const { spec } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'approve <spec>',
    summary: 'Approve a build for a stage',
    positionals: setSpec(formats),
    flags: {
      for: { type: 'string', demandOption: true, describe: 'The stage' },
      comment: { type: 'string', describe: 'Why' },
      ...subjectFlags(formats),
    },
    examples: [[`approve ${spec} --build 23 --for prod --domain abc`, 'build 23 may go to prod']],
    load: async () => (await import('./run-approve.ts')).runApprove(formats),
  });
}
