import { type Command, defineCommand } from '@buildset/cli-kit';

/** `verify`: the proof that a rewritten wheel is its original. */
export const verifyCommand: Command = defineCommand({
  usage: 'verify <original> <rewritten>',
  summary: 'Prove that a wheel is its original but for the build tag',
  positionals: {
    original: { type: 'string', demandOption: true, describe: 'The wheel as it was built or tagged' },
    rewritten: { type: 'string', demandOption: true, describe: 'The wheel with another build tag, or with none' },
  },
  flags: {},
  examples: [['verify pyabc-1.0.0-23-py3-none-any.whl pyabc-1.0.0-py3-none-any.whl', 'a wheel without its tag']],
  load: async () => (await import('./run-verify.ts')).runVerify,
});
