import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { PROMOTION_FLAGS } from './promotion-flags.ts';

/** `release create`, `show`, `list`, `promote` and `undo`, for the formats of a front-end. */
export function releaseCommand(formats: Formats): Command {
  const { 'add-anyway': addAnyway, 'allow-upstream': allowUpstream, 'dry-run': dryRun, ...flags } = PROMOTION_FLAGS;
  const { 'allow-partial': allowPartial, assume, exclusive, from, override, replace } = flags;
  const { 'strip-build': stripBuild, to, wait } = flags;
  const { library, spec, spelling } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'release <action> [name] [sets..]',
    summary: 'Name builds of several packages as one release; promote it, or take it back, as a whole',
    positionals: {
      action: { type: 'string', demandOption: true, describe: 'create, show, list, promote or undo' },
      name: { type: 'string', describe: "The release's name" },
      sets: {
        type: 'string',
        array: true,
        describe: `create: [<format>:]${spelling}#<build>, in the order of promotion`,
      },
    },
    flags: {
      comment: { type: 'string', describe: 'create: what it is for' },
      from,
      to,
      exclusive,
      'strip-build': stripBuild,
      replace,
      'add-anyway': addAnyway,
      'allow-upstream': allowUpstream,
      'allow-partial': allowPartial,
      assume,
      override,
      'dry-run': dryRun,
      wait,
      ...formatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      [`release create 2026.04 ${library}#23 ${spec}#31 --domain abc`, 'the library goes first'],
      ['release promote 2026.04 --from dev --to staging --dry-run', 'whether every one of them is fit'],
      ['release promote 2026.04 --from dev --to staging', 'all of them; run again, it continues'],
      ['release undo 2026.04 --to staging', 'takes back what its promotion to staging did, the last first'],
    ],
    load: async () => (await import('./run-release.ts')).runRelease(formats),
  });
}
