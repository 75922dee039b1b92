import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { anyFormatFlag, type Formats } from '../formats.ts';
import { PACKAGES_FLAG } from './packages-flag.ts';

const SIDE = 'stage or repository, or one at a time: prod@2026-01-31T12:00Z';

/** `changes`, for the formats of a front-end. */
export function changesCommand(formats: Formats): Command {
  return defineCommand({
    usage: 'changes <from> <to>',
    summary: 'Tell which builds and work items two stages, or two times of a stage, differ in',
    positionals: {
      from: { type: 'string', demandOption: true, describe: `What is compared with: a ${SIDE}` },
      to: { type: 'string', demandOption: true, describe: `What is compared: a ${SIDE}` },
    },
    flags: { ...PACKAGES_FLAG, ...anyFormatFlag(formats), ...CONNECTION_FLAGS },
    examples: [
      ['changes prod staging', 'what is in staging and would be new in prod'],
      ['changes prod@2026-01-01 prod', 'what changed in prod since then'],
    ],
    load: async () => (await import('./run-changes.ts')).runChanges(formats),
  });
}
