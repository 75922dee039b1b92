import { type Command, defineCommand } from '../command.ts';
import { anyFormatFlag, type Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { subjectFlags } from './subject-flags.ts';

/** `hold list`, `hold place` and `hold lift`, for the formats of a front-end. */
export function holdCommand(formats: Formats): Command {
  const { pkg, spec, spelling } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'hold <action> [spec]',
    summary: 'Keep a build in a stage, whatever --last would choose; list or lift such holds',
    positionals: {
      action: { type: 'string', demandOption: true, describe: 'list, place or lift' },
      spec: { type: 'string', describe: `${spelling}; for list <package> too [default of list: every package]` },
    },
    flags: {
      stage: { type: 'string', describe: 'Stage or repository that holds on to the build' },
      reason: { type: 'string', describe: 'Why; it is recorded and shown' },
      ...subjectFlags(formats),
      ...anyFormatFlag(formats),
    },
    examples: [
      [`hold list ${pkg} --domain abc`, 'every hold of the package, with who and why'],
      ['hold list --stage AbcProd --domain abc', 'every hold of AbcProd, of all packages'],
      [`hold place ${spec} --build 23 --stage AbcProd --reason "release freeze" --domain abc`, 'build 23 stays'],
      [`hold lift ${spec} --stage AbcProd --domain abc`, '--last may replace it again'],
    ],
    load: async () => (await import('./run-hold.ts')).runHold(formats),
  });
}
