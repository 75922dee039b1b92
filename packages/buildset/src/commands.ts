import type { CommandEntry } from '@buildset/cli-kit';

/** The commands of `buildset`, each loaded when it is used. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'Make the home of a domain, and ask the service what AWS does not document',
    load: async () => (await import('./init/command.ts')).initCommand,
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
