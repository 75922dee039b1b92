import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { PROMOTION_FLAGS } from './promotion-flags.ts';
import { tagFlags } from './tag-flags.ts';

const WITHOUT = 'without the build number';

/** `promote`, for the formats of a front-end. */
export function promoteCommand(formats: Formats): Command {
  const { spec, spelling } = sampleOf(formats.names[0]);
  const strips = formats.names[0] !== 'generic'; // whose files name no build
  return defineCommand({
    usage: 'promote [spec]',
    summary: 'Promote exactly one build from a repository to another',
    positionals: { spec: { type: 'string', describe: `${spelling}, or ${spelling}#<build>` } },
    flags: {
      ...PROMOTION_FLAGS,
      'strip-build': { ...PROMOTION_FLAGS['strip-build'], hidden: !strips },
      ...tagFlags(formats),
      ...formatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      [`promote ${spec} --build 23 --from AbcDev --to AbcStaging --domain abc`, 'build 23, and nothing else'],
      [`promote ${spec} --last --from AbcStaging --to AbcProd --exclusive --domain abc`, 'and no other stays'],
      ...(strips
        ? [[`promote ${spec} --build 23 --from AbcProd --to AbcPublic --strip-build --domain abc`, WITHOUT] as const]
        : []),
      [`promote ${spec} --build 22 --from AbcDev --to AbcStaging --domain abc --dry-run`, 'what would be done'],
    ],
    load: async () => (await import('./run-promote.ts')).runPromote(formats),
  });
}
