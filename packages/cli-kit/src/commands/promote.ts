import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { PROMOTION_FLAGS } from './promotion-flags.ts';
import { tagFlags } from './tag-flags.ts';

/** `promote`, for the formats of a front-end. */
export function promoteCommand(formats: Formats): Command {
  return defineCommand({
    usage: 'promote [spec]',
    summary: 'Promote exactly one build from a repository to another',
    positionals: { spec: { type: 'string', describe: '<package>==<version>' } },
    flags: { ...PROMOTION_FLAGS, ...tagFlags(formats), ...formatFlag(formats), ...CONNECTION_FLAGS },
    examples: [
      ['promote pyabc==1.0.0 --build 23 --from AbcDev --to AbcStaging --domain abc', 'build 23, and nothing else'],
      ['promote pyabc==1.0.0 --last --from AbcStaging --to AbcProd --exclusive --domain abc', 'and no other stays'],
      [
        'promote pyabc==1.0.0 --build 23 --from AbcProd --to AbcPublic --strip-build --domain abc',
        'without the build number',
      ],
      ['promote pyabc==1.0.0 --build 22 --from AbcDev --to AbcStaging --domain abc --dry-run', 'what would be done'],
    ],
    load: async () => (await import('./run-promote.ts')).runPromote(formats),
  });
}
