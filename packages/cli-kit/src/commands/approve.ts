import { type Command, defineCommand } from '../command.ts';
import type { Formats } from '../formats.ts';
import { subjectFlags, VERSION_SPEC } from './subject-flags.ts';

/** `approve`, for the formats of a front-end. */
export function approveCommand(formats: Formats): Command {
  return defineCommand({
    usage: 'approve <spec>',
    summary: 'Approve a build for a stage',
    positionals: VERSION_SPEC,
    flags: {
      for: { type: 'string', demandOption: true, describe: 'The stage' },
      comment: { type: 'string', describe: 'Why' },
      ...subjectFlags(formats),
    },
    examples: [['approve pyabc==1.0.0 --build 23 --for prod --domain abc', 'build 23 may go to prod']],
    load: async () => (await import('./run-approve.ts')).runApprove(formats),
  });
}
