import { type Command, CONNECTION_FLAGS, defineCommand, PROMOTION_FLAGS } from '@buildset/cli-kit';
import { OUTSIDE_FLAGS } from '../outside/flags.ts';

const DEPENDENCIES = 'Dependencies:';

/** `promote`, as every front-end has it, and what Python packages require of each other. */
export const promoteCommand: Command = defineCommand({
  usage: 'promote [spec]',
  summary: 'Promote exactly one build from a repository to another',
  positionals: { spec: { type: 'string', describe: '<package>==<version>, or <package>==<version>#<build>' } },
  flags: {
    ...PROMOTION_FLAGS,
    'check-deps': {
      type: 'boolean',
      group: DEPENDENCIES,
      describe: "Refuse a build whose requirements the destination's index does not meet",
    },
    environment: {
      type: 'string',
      array: true,
      nargs: 1,
      group: DEPENDENCIES,
      describe:
        'For which Pythons and platforms, as 3.12-linux [default: the newest Python that the build allows, on Linux]',
    },
    'with-deps': {
      type: 'boolean',
      group: DEPENDENCIES,
      describe: 'Promote required packages that are missing and have builds in the source as well, first',
    },
    ...OUTSIDE_FLAGS,
    ...CONNECTION_FLAGS,
  },
  examples: [
    ['promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcStaging --domain abc', 'build 23, and nothing else'],
    ['promote pyabc==1.0.0 --last --from AbcStaging --to AbcProd --exclusive --domain abc', 'and no other stays'],
    [
      'promote pyabc==1.0.0 --build 23 --from AbcProd --to AbcPublic --strip-build --domain abc',
      'without the build number',
    ],
    [
      'promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcProd --check-deps --environment 3.9-windows --domain abc',
      'only if it can be installed from there',
    ],
    [
      'promote pyabc==1.0.0 --build 23 --from AbcProd --to-repository-url https://index.example.com/legacy/ --domain abc',
      'to an index outside CodeArtifact',
    ],
    ['promote pyabc==1.0.0 --build 22 --from AbcDev --to AbcStaging --domain abc --dry-run', 'what would be done'],
  ],
  load: async () => (await import('./run-promote.ts')).runPromote,
});
