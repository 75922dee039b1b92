import { activateCommand, type CommandEntry, sharedCommands } from '@buildset/cli-kit';
import { GENERIC_ONLY } from './formats.ts';

/** The commands of `codeartifact-generic`, each loaded when it is used. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'publish',
    summary: 'Publish a tree of files as a build, and make it active',
    load: async () => (await import('./publish/command.ts')).publishCommand,
  },
  {
    name: 'open',
    summary: 'Open a build for several jobs to add to',
    load: async () => (await import('./open/command.ts')).openCommand,
  },
  {
    name: 'add',
    summary: 'Add files to an open build',
    load: async () => (await import('./add/command.ts')).addCommand,
  },
  {
    name: 'activate',
    summary: "Make a repository's version exactly one recorded build",
    load: async () => activateCommand(GENERIC_ONLY),
  },
  {
    name: 'download',
    summary: 'Restore the tree of a build in a folder',
    load: async () => (await import('./download/command.ts')).downloadCommand,
  },
  {
    name: 'verify',
    summary: 'Compare a folder with a build',
    load: async () => (await import('./verify/command.ts')).verifyCommand,
  },
  {
    name: 'diff',
    summary: 'Tell what differs between two builds',
    load: async () => (await import('./diff/command.ts')).diffCommand,
  },
  ...sharedCommands(GENERIC_ONLY),
];
