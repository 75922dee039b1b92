import { type Command, CONNECTION_FLAGS, defineCommand } from '@buildset/cli-kit';

/** `open`: names a build before its jobs run. */
export const openCommand: Command = defineCommand({
  usage: 'open <spec>',
  summary: 'Open a build for several jobs to add to',
  positionals: { spec: { type: 'string', demandOption: true, describe: '<namespace>/<package>==<version>' } },
  flags: {
    build: { type: 'string', demandOption: true, describe: 'The build tag; "auto" takes the next free number' },
    ...CONNECTION_FLAGS,
  },
  examples: [['open ops/tools==1.0 --build auto --domain abc --json', 'prints the number, for the jobs of a matrix']],
  load: async () => (await import('./run-open.ts')).runOpen,
});
