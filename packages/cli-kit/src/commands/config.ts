import { type Command, defineCommand } from '../command.ts';

/** `config show` and `config schema`. */
export const configCommand: Command = defineCommand({
  usage: 'config <what>',
  summary: 'Show the configuration in force and where each value comes from, or print its JSON Schema',
  positionals: { what: { type: 'string', demandOption: true, describe: 'show or schema' } },
  flags: {},
  examples: [
    ['config show', 'each value, and the file or variable it comes from'],
    ['config schema', 'for editors and reviews'],
  ],
  load: async () => (await import('./run-config.ts')).runConfig,
});
