import { type CommandEntry, downloadCommand, loginCommands, PYTHON_TOOLS, sharedCommands } from '@buildset/cli-kit';
import { PYPI_ONLY } from './formats.ts';

/** The commands of `codeartifact-twine`, each loaded when it is used. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'upload',
    summary: 'Upload distributions, and keep a record of each build',
    load: async () => (await import('./upload/command.ts')).uploadCommand,
  },
  {
    name: 'tag',
    summary: 'Write, change or remove the build tag of wheels',
    load: async () => (await import('./tag/command.ts')).tagCommand,
  },
  {
    name: 'check',
    summary: 'Check distributions, and whether they make one build',
    load: async () => (await import('./check/command.ts')).checkCommand,
  },
  {
    name: 'download',
    summary: 'Fetch the very files of a build, active or not, for example to test them',
    load: async () => downloadCommand(PYPI_ONLY),
  },
  {
    name: 'verify',
    summary: 'Prove that a wheel is its original but for the build tag',
    load: async () => (await import('./verify/command.ts')).verifyCommand,
  },
  ...loginCommands(PYTHON_TOOLS),
  {
    name: 'promote',
    summary: 'Promote exactly one build from a repository to another',
    load: async () => (await import('./promote/command.ts')).promoteCommand,
  },
  ...sharedCommands(PYPI_ONLY).filter(({ name }) => name !== 'promote'),
];
