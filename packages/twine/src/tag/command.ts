import { type Command, defineCommand } from '@buildset/cli-kit';

/** `tag`: what `wheel tags --build` does. */
export const tagCommand: Command = defineCommand({
  usage: 'tag <wheel..>',
  summary: 'Write, change or remove the build tag of wheels',
  positionals: {
    wheel: { type: 'string', array: true, demandOption: true, describe: 'Wheels, usually dist/*.whl' },
  },
  flags: {
    build: {
      type: 'string',
      nargs: 1,
      demandOption: true,
      describe: 'The build tag; "" removes the one that is there',
    },
    remove: { type: 'boolean', describe: 'Delete the original when the new wheel is written' },
    'output-dir': { type: 'string', describe: 'Folder for the new wheels [default: beside the original]' },
  },
  examples: [
    ['tag --build 23 dist/*.whl', 'prints the name of each new wheel'],
    ['tag --build "" --output-dir stripped dist/*.whl', 'wheels without a build tag'],
  ],
  load: async () => (await import('./run-tag.ts')).runTag,
});
