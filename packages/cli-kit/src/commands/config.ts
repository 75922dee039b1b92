import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';

/** `config show` and `config schema`. */
export const configCommand: Command = defineCommand({
  usage: 'config <what>',
  summary: 'Show the configuration in force and where each value comes from, or print its JSON Schema',
  positionals: { what: { type: 'string', demandOption: true, describe: 'show or schema' } },
  flags: CONNECTION_FLAGS,
  examples: [
    ['config show', 'each value, and the flag, variable or file it comes from'],
    ['config show --domain abc', 'as another command with these flags would have it'],
    ['config schema', 'for editors and reviews'],
  ],
  load: async () => (await import('./run-config.ts')).runConfig,
});
