import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { PROMOTION_FLAGS } from './promotion-flags.ts';
import { tagFlags } from './tag-flags.ts';

/** `promote`, for the formats of a front-end. */
export function promoteCommand(formats: Formats): Command {
  const { spec, spelling } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'promote [spec]',
    summary: 'Promote exactly one build from a repository to another',
    positionals: { spec: { type: 'string', describe: spelling } },
    flags: { ...PROMOTION_FLAGS, ...tagFlags(formats), ...formatFlag(formats), ...CONNECTION_FLAGS },
    examples: [
      [`promote ${spec} --build 23 --from AbcDev --to AbcStaging --domain abc`, 'build 23, and nothing else'],
      [`promote ${spec} --last --from AbcStaging --to AbcProd --exclusive --domain abc`, 'and no other stays'],
      [
        `promote ${spec} --build 23 --from AbcProd --to AbcPublic --strip-build --domain abc`,
        'without the build number',
      ],
      [`promote ${spec} --build 22 --from AbcDev --to AbcStaging --domain abc --dry-run`, 'what would be done'],
    ],
    load: async () => (await import('./run-promote.ts')).runPromote(formats),
  });
}
