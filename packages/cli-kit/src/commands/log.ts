import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { anyFormatFlag, type Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';

/** `log verify` and `log export`, for the formats of a front-end. */
export function logCommand(formats: Formats): Command {
  const { pkg } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'log <action> [packages..]',
    summary: 'Verify that nobody changed, removed or reordered events of the log, or export it as JSON lines',
    positionals: {
      action: { type: 'string', demandOption: true, describe: 'verify or export' },
      packages: { type: 'string', array: true, describe: 'The packages' },
    },
    flags: {
      all: { type: 'boolean', describe: 'Every package that has a log; then each is also held against the others' },
      seen: {
        type: 'string',
        describe: 'A file with an earlier answer of log verify --json: what it saw must still be there',
      },
      ...anyFormatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      ['log verify --all --domain abc', 'exit code 4 if an event was changed, removed, reordered or cut off'],
      ['log verify --all --seen last-night.json --domain abc', 'nor was cut off what was there last night'],
      [`log export ${pkg} --domain abc > log.jsonl`, 'one event a line, with its time and digest'],
    ],
    load: async () => (await import('./run-log.ts')).runLog(formats),
  });
}
