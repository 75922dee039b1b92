import { type Command, CONNECTION_FLAGS, defineCommand } from '@buildset/cli-kit';

/** `verify`: the proof that a rewritten wheel is its original, of files or of what is on record. */
export const verifyCommand: Command = defineCommand({
  usage: 'verify <original> [rewritten]',
  summary: 'Prove that a wheel is its original but for the build tag',
  positionals: {
    original: {
      type: 'string',
      demandOption: true,
      describe: 'The wheel as it was built or tagged; or <package>==<version>, for what was promoted stripped',
    },
    rewritten: { type: 'string', describe: 'The wheel with another build tag, or with none' },
  },
  flags: {
    build: { type: 'string', describe: 'On record: only what was made of this build' },
    set: { type: 'string', describe: 'On record: only this set, or what was made of it' },
    ...CONNECTION_FLAGS,
  },
  examples: [
    ['verify pyabc-1.0.0-23-py3-none-any.whl pyabc-1.0.0-py3-none-any.whl', 'a wheel without its tag'],
    ['verify pyabc==1.0.0 --build 23 --domain abc', 'what was promoted of build 23 with --strip-build'],
  ],
  load: async () => (await import('./run-verify.ts')).runVerify,
});
