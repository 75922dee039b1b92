import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import type { Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';

/** `apply`, for the formats of a front-end. */
export function applyCommand(formats: Formats): Command {
  const { spec } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'apply <plan>',
    summary: 'Apply a plan that promote --plan-out wrote, unless what it was made of has changed',
    positionals: { plan: { type: 'string', demandOption: true, describe: 'The plan file' } },
    flags: {
      'dry-run': { type: 'boolean', describe: 'Say whether it still holds, and write nothing' },
      wait: { type: 'number', describe: 'Seconds to wait for another run on the package [default: 300]' },
      ...CONNECTION_FLAGS,
    },
    examples: [
      [`promote ${spec} --last --from dev --to prod --plan-out plan.json`, 'make the plan, for somebody to read'],
      ['apply plan.json', 'exactly that, although newer builds have arrived'],
    ],
    load: async () => (await import('./run-apply.ts')).runApply(formats),
  });
}
