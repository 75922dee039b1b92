import { type Command, CONNECTION_FLAGS, defineCommand } from '@buildset/cli-kit';

/** `diff`: what changed from one build to another. */
export const diffCommand: Command = defineCommand({
  usage: 'diff <spec> <before> <after>',
  summary: 'Tell what differs between two builds',
  positionals: {
    spec: { type: 'string', demandOption: true, describe: '<namespace>/<package>==<version>' },
    before: { type: 'string', demandOption: true, describe: 'A build tag, or a set digest' },
    after: { type: 'string', demandOption: true, describe: 'A build tag, or a set digest' },
  },
  flags: { ...CONNECTION_FLAGS },
  examples: [['diff ops/devops-scripts==1.2.0 22 23 --domain abc', 'files added, removed and changed']],
  load: async () => (await import('./run-diff.ts')).runDiff,
});
