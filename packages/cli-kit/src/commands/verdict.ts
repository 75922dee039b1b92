import { type Command, defineCommand } from '../command.ts';
import type { Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { setSpec, subjectFlags } from './subject-flags.ts';

/** `verdict`, for the formats of a front-end. */
export function verdictCommand(formats: Formats): Command {
  const { spec } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'verdict <spec>',
    summary: 'Record what a check found about a build; a later failure revokes an earlier pass',
    positionals: setSpec(formats),
    flags: {
      check: { type: 'string', demandOption: true, describe: 'Name of the check, for example staging-tests' },
      result: { choices: ['passed', 'warned', 'failed'], describe: 'What it found [default: as the reports say]' },
      junit: { type: 'string', array: true, nargs: 1, describe: 'JUnit report; may be repeated' },
      tap: { type: 'string', array: true, nargs: 1, describe: 'TAP report; may be repeated' },
      asset: { type: 'string', array: true, nargs: 1, describe: 'Only this file of the build; may be repeated' },
      url: { type: 'string', describe: 'Where the run can be seen' },
      ...subjectFlags(formats),
    },
    examples: [
      [`verdict ${spec} --build 23 --check tests --junit report.xml --domain abc`, 'as the report says'],
      [`verdict ${spec} --build 23 --check tests --result failed --domain abc`, 'revokes an earlier pass'],
    ],
    load: async () => (await import('./run-verdict.ts')).runVerdict(formats),
  });
}
