import { type Command, defineCommand } from '@buildset/cli-kit';

/** `check`: what `twine check` does, and whether the files make one build. */
export const checkCommand: Command = defineCommand({
  usage: 'check <dist..>',
  summary: 'Check distributions, and whether they make one build',
  positionals: {
    dist: { type: 'string', array: true, demandOption: true, describe: 'Wheels and sdists, usually dist/*' },
  },
  flags: { strict: { type: 'boolean', describe: 'Fail on warnings too' } },
  examples: [
    ['check dist/*', 'before an upload; exit code 3 when there are errors'],
    ['check --strict dist/*', 'and when there are warnings'],
  ],
  load: async () => (await import('./run-check.ts')).runCheck,
});
