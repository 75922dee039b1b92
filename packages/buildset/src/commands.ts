import { type CommandEntry, sharedCommands } from '@buildset/cli-kit';
import { FORMATS } from './formats.ts';

/** The commands of `buildset`, each loaded when it is used. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'init',
    summary: 'Make the home of a domain, and ask the service what AWS does not document',
    load: async () => (await import('./init/command.ts')).initCommand,
  },
  {
    name: 'doctor',
    summary: 'Look for what does not work or is not safe: credentials, home, stages, who can go past the gates',
    load: async () => (await import('./doctor/command.ts')).doctorCommand,
  },
  {
    name: 'policy',
    summary: 'Print the IAM policy, or the repository policies, of a role for the stages of the configuration',
    load: async () => (await import('./policy/command.ts')).policyCommand,
  },
  ...sharedCommands(FORMATS),
];
