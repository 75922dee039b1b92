import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { anyFormatFlag, type Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';

/** `history`, for the formats of a front-end. */
export function historyCommand(formats: Formats): Command {
  const { pkg, spec, spelling } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'history [spec]',
    summary: 'Tell what happened to a package, or to all: promotions, refusals, overrides, undos',
    positionals: { spec: { type: 'string', describe: `<package> or ${spelling} [default: every package]` } },
    flags: {
      stage: { type: 'string', describe: 'Only what went to this stage or repository' },
      since: { type: 'string', describe: 'Only from this time on, for example 2026-01-31 or 2026-01-31T12:00Z' },
      until: { type: 'string', describe: 'Only up to this time' },
      'work-item': { type: 'string', describe: 'Only promotions of builds for this work item' },
      ...anyFormatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      [`history ${pkg} --domain abc`, 'everything'],
      [`history ${spec} --stage AbcProd --domain abc`, 'what reached AbcProd'],
      ['history --stage prod --since 2026-01-31 --domain abc', 'what reached prod since then, of every package'],
      [`history ${pkg} --work-item ABC-23 --domain abc`, 'where the work for ABC-23 went'],
    ],
    load: async () => (await import('./run-history.ts')).runHistory(formats),
  });
}
