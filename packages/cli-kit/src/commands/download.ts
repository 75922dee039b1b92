import type { SetEntry, VersionRef } from '@buildset/core';
import { type Command, defineCommand } from '../command.ts';
import type { Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { READING_FLAGS } from './reading-flags.ts';
import { setSpec } from './subject-flags.ts';

/** What a file of a set is called in a folder. */
export type FileName = (entry: SetEntry, ref: VersionRef) => string;

/** `download`, for formats whose sets are lists of files; their names are those of the assets unless `fileName` says another. */
export function downloadCommand(formats: Formats, fileName: FileName = ({ name }) => name): Command {
  const { spec } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'download <spec>',
    summary: 'Fetch the very files of a build, active or not, for example to test them',
    positionals: setSpec(formats),
    flags: {
      to: { type: 'string', demandOption: true, describe: 'The folder; other files in it stay' },
      ...READING_FLAGS,
    },
    examples: [
      [`download ${spec} --build 23 --to build-23 --domain abc`, 'build 23, whatever is newer'],
      [`download ${spec} --repository AbcProd --to prod --domain abc`, 'what AbcProd holds, if it is one build'],
    ],
    load: async () => (await import('./run-download.ts')).runDownload(formats, fileName),
  });
}
