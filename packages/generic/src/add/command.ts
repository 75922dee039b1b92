import { type Command, CONNECTION_FLAGS, defineCommand } from '@buildset/cli-kit';
import { PACKAGE_FLAGS, TREE_FLAGS } from '../package-flags.ts';

const { archive: _notForParts, ...PART_FLAGS } = TREE_FLAGS;

/** `add`: one job's part of a build. */
export const addCommand: Command = defineCommand({
  usage: 'add <files..>',
  summary: 'Add files to an open build',
  positionals: {
    files: { type: 'string', array: true, demandOption: true, describe: 'Folders, files or globs' },
  },
  flags: {
    ...PACKAGE_FLAGS,
    build: { type: 'string', demandOption: true, describe: 'The build tag' },
    ...PART_FLAGS,
    ...CONNECTION_FLAGS,
  },
  examples: [
    ['add dist --namespace ops --package tools --package-version 1.0 --build 23 --domain abc', 'one job of a matrix'],
  ],
  load: async () => (await import('./run-add.ts')).runAdd,
});
