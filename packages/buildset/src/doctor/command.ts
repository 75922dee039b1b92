import { type Command, CONNECTION_FLAGS, defineCommand } from '@buildset/cli-kit';

/** `doctor`: what is not as it should be, and what mends it. */
export const doctorCommand: Command = defineCommand({
  usage: 'doctor',
  summary: 'Look for what does not work or is not safe: credentials, home, stages, who can go past the gates',
  positionals: {},
  flags: {
    probe: { type: 'boolean', describe: 'Ask the service again how it behaves, in packages that are thrown away' },
    ...CONNECTION_FLAGS,
  },
  examples: [
    ['doctor', 'every domain and stage of the configuration; writes nothing'],
    ['doctor --probe', 'and asks the service what AWS does not document'],
  ],
  load: async () => (await import('./run-doctor.ts')).runDoctor,
});
