import { type Command, type CommandEntry, defineCommand } from '../command.ts';
import { ACCESS_FLAGS } from '../flags.ts';

const SUMMARY = 'Print a token of the domain, for scripts';

/** How a front-end lists `token`. */
export const TOKEN_ENTRY: CommandEntry = { name: 'token', summary: SUMMARY, load: async () => tokenCommand };

/** `token`: the one command whose purpose is to print it. */
const tokenCommand: Command = defineCommand({
  usage: 'token',
  summary: SUMMARY,
  positionals: {},
  flags: {
    fresh: { type: 'boolean', describe: 'Ask for a new one, and keep none' },
    'duration-seconds': {
      type: 'number',
      describe: 'Life of a new one: 900 to 43200, or 0 for as long as the AWS credentials',
    },
    ...ACCESS_FLAGS,
  },
  examples: [
    ['token --domain abc', 'a token that lives for fifteen minutes at least, kept for the next call'],
    ['token --domain abc --duration-seconds 43200', 'a new one, for twelve hours'],
    ['token --domain abc --json', 'with the time at which it ends'],
  ],
  load: async () => (await import('./run-token.ts')).runToken,
});
