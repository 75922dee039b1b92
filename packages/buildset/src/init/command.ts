import { type Command, CONNECTION_FLAGS, defineCommand } from '@buildset/cli-kit';

/** `init`: the home of a domain, and what the service answers to what AWS documents nowhere. */
export const initCommand: Command = defineCommand({
  usage: 'init',
  summary: 'Make the home of a domain, and ask the service what AWS does not document',
  positionals: {},
  flags: {
    probe: { type: 'boolean', describe: 'Ask the service again, although its answers are known' },
    'no-probe': { type: 'boolean', describe: 'Ask nothing' },
    ...CONNECTION_FLAGS,
  },
  examples: [
    ['init --domain abc', 'makes the repositories buildset and buildset-transit'],
    ['init --domain abc --home releases', 'under another name'],
  ],
  load: async () => (await import('./run-init.ts')).runInit,
});
