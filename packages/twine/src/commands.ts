import type { CommandEntry } from '@buildset/cli-kit';

/** The commands of `codeartifact-twine`, each loaded when it is used. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'upload',
    summary: 'Upload distributions, and keep a record of each build',
    load: async () => (await import('./upload/command.ts')).uploadCommand,
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
    name: 'seal',
    summary: 'Close an open build: from then on it is a set, and never changes',
    load: async () => (await import('./shared-commands.ts')).seal,
  },
  {
    name: 'abandon',
    summary: 'Throw away the record of an open build',
    load: async () => (await import('./shared-commands.ts')).abandon,
  },
];
