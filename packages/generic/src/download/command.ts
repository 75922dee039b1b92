import { type Command, defineCommand, READING_FLAGS } from '@buildset/cli-kit';

/** `download`: the tree that was published. */
export const downloadCommand: Command = defineCommand({
  usage: 'download <spec>',
  summary: 'Restore the tree of a build in a folder',
  positionals: { spec: { type: 'string', demandOption: true, describe: '<namespace>/<package>==<version>' } },
  flags: {
    to: { type: 'string', demandOption: true, describe: 'The folder; what is there already stays' },
    ...READING_FLAGS,
  },
  examples: [
    ['download ops/devops-scripts==1.2.0 --repository AbcProd --to scripts --domain abc', 'what AbcProd holds'],
    ['download ops/devops-scripts==1.2.0 --build 22 --to scripts --domain abc', 'build 22, wherever it is'],
  ],
  load: async () => (await import('./run-download.ts')).runDownload,
});
