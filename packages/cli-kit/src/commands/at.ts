import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { anyFormatFlag, type Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { PACKAGES_FLAG } from './packages-flag.ts';

/** `at`, for the formats of a front-end. */
export function atCommand(formats: Formats): Command {
  const { pkg } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'at <stage>',
    summary: 'Tell which builds a stage holds, or held at a time, by the log',
    positionals: { stage: { type: 'string', demandOption: true, describe: 'Stage or repository' } },
    flags: {
      time: { type: 'string', describe: 'For example 2026-01-31T12:00Z [default: now]' },
      ...PACKAGES_FLAG,
      ...anyFormatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      ['at prod --time 2026-01-31T12:00Z', 'every package that was promoted to prod by then'],
      [`at prod --package ${pkg}`, `what was promoted of ${pkg}, and is there`],
    ],
    load: async () => (await import('./run-at.ts')).runAt(formats),
  });
}
