import { type Command, defineCommand, READING_FLAGS } from '@buildset/cli-kit';

/** `verify`: whether a folder is what a build is. */
export const verifyCommand: Command = defineCommand({
  usage: 'verify <folder> <spec>',
  summary: 'Compare a folder with a build',
  positionals: {
    folder: { type: 'string', demandOption: true, describe: 'The folder' },
    spec: { type: 'string', demandOption: true, describe: '<namespace>/<package>==<version>' },
  },
  flags: { ...READING_FLAGS },
  examples: [['verify scripts ops/devops-scripts==1.2.0 --build 22 --domain abc', 'every byte, mode and name']],
  load: async () => (await import('./run-verify.ts')).runVerify,
});
