import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { type Formats, formatFlag } from '../formats.ts';

/** `list`, for the formats of a front-end. */
export function listCommand(formats: Formats): Command {
  const { format } = formatFlag(formats);
  return defineCommand({
    usage: 'list',
    summary: 'List the packages on record, with how many builds of each are kept',
    positionals: {},
    flags: { format: { ...format, describe: 'Only packages of this format' }, ...CONNECTION_FLAGS },
    examples: [['list --domain abc', 'every package that has builds on record']],
    load: async () => (await import('./run-list.ts')).runList(formats),
  });
}
