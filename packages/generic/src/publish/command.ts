import { type Command, CONNECTION_FLAGS, defineCommand } from '@buildset/cli-kit';
import { PACKAGE_FLAGS, TREE_FLAGS } from '../package-flags.ts';

const BUILD = 'The build:';

/** `publish`: keeps a tree on record as a build, and makes it what the repository's version holds. */
export const publishCommand: Command = defineCommand({
  usage: 'publish <files..>',
  summary: 'Publish a tree of files as a build, and make it active',
  positionals: {
    files: { type: 'string', array: true, demandOption: true, describe: 'Folders, files or globs' },
  },
  flags: {
    ...PACKAGE_FLAGS,
    repository: {
      type: 'string',
      alias: 'r',
      group: BUILD,
      describe: 'Repository that the build is for; without one it is kept on record only',
    },
    build: { type: 'string', group: BUILD, describe: 'Its tag; "auto" takes the next free number' },
    'no-activate': { type: 'boolean', group: BUILD, describe: 'Leave active what is active in the repository' },
    'work-item': {
      type: 'string',
      array: true,
      nargs: 1,
      group: BUILD,
      describe: 'What the build is for; may be repeated',
    },
    ...TREE_FLAGS,
    ...CONNECTION_FLAGS,
  },
  examples: [
    [
      'publish scripts --namespace ops --package devops-scripts --package-version 1.2.0 --build 23 --domain abc -r AbcDev',
      'build 23, active in AbcDev',
    ],
    [
      'publish dist --namespace ops --package site --package-version 1.0 --build auto --archive --domain abc -r AbcDev',
      'any number of files, as one asset',
    ],
  ],
  load: async () => (await import('./run-publish.ts')).runPublish,
});
