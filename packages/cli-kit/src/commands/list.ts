import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { anyFormatFlag, type Formats } from '../formats.ts';

/** `list`, for the formats of a front-end. */
export function listCommand(formats: Formats): Command {
  return defineCommand({
    usage: 'list',
    summary: 'List the packages on record, with how many builds of each are kept',
    positionals: {},
    flags: { ...anyFormatFlag(formats), ...CONNECTION_FLAGS },
    examples: [['list --domain abc', 'every package that has builds on record']],
    load: async () => (await import('./run-list.ts')).runList(formats),
  });
}
