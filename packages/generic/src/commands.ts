import type { CommandEntry } from '@buildset/cli-kit';

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
    name: 'seal',
    summary: 'Close an open build: from then on it is a set, and never changes',
    load: async () => (await import('./shared-commands.ts')).seal,
  },
  {
    name: 'abandon',
    summary: 'Throw away the record of an open build',
    load: async () => (await import('./shared-commands.ts')).abandon,
  },
  {
    name: 'activate',
    summary: "Make a repository's version exactly one recorded build",
    load: async () => (await import('./activate/command.ts')).activateCommand,
  },
  {
    name: 'promote',
    summary: 'Promote exactly one build from a repository to another',
    load: async () => (await import('./shared-commands.ts')).promote,
  },
  {
    name: 'sets',
    summary: 'List builds, and where each of them is',
    load: async () => (await import('./shared-commands.ts')).sets,
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
];
