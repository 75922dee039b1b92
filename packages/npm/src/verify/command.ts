import { type Command, CONNECTION_FLAGS, defineCommand } from '@buildset/cli-kit';

/** `verify`: the proof that a stripped tarball is its original, of files or of what is on record. */
export const verifyCommand: Command = defineCommand({
  usage: 'verify [spec] [stripped]',
  summary: 'Prove that a tarball is its original but for the build in its versions',
  positionals: {
    spec: {
      type: 'string',
      describe:
        '<package>@<version>, for what was promoted stripped [default: the package at hand]; or the original tarball',
    },
    stripped: { type: 'string', describe: 'The tarball without the build' },
  },
  flags: {
    build: { type: 'string', describe: 'On record: only what was made of this build' },
    set: { type: 'string', describe: 'On record: only this set, or what was made of it' },
    ...CONNECTION_FLAGS,
  },
  examples: [
    ['verify @abc/app@1.0.0-24', 'what was promoted of it with --strip-build'],
    ['verify app-1.0.0-24.tgz app-1.0.0.tgz', 'two tarballs'],
  ],
  load: async () => (await import('./run-verify.ts')).runVerify,
});
