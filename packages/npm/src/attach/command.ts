import { type Command, CONNECTION_FLAGS, defineCommand } from '@buildset/cli-kit';
import { ATTACH_FLAGS } from './flags.ts';

/** `attach`: packs once, keeps the tarball on record as a build, and makes it what the repository's version holds. */
export const attachCommand: Command = defineCommand({
  usage: 'attach [packages..]',
  summary: 'Pack packages once and keep each on record as a build; the newest becomes active',
  positionals: {
    packages: { type: 'string', array: true, describe: 'Folders or tarballs [default: the package at hand]' },
  },
  flags: { ...ATTACH_FLAGS, ...CONNECTION_FLAGS },
  examples: [
    [
      'attach --build 23 --repository dev',
      'build 23 of the package at hand; active in the repository of the stage dev',
    ],
    ['attach --build auto --workspaces --work-item ABC-1', "a whole monorepo; the CI run's number"],
    ['attach dist/app-1.0.0.tgz --build 23 --no-activate -r AbcDev --domain abc', 'what was packed before'],
  ],
  load: async () => (await import('./run-attach.ts')).runAttach,
});
