import { type Command, defineCommand } from '../command.ts';
import type { Formats } from '../formats.ts';
import { REPOSITORY_FLAG } from './repository-flag.ts';
import { subjectFlags } from './subject-flags.ts';

/** `show`, for the formats of a front-end. */
export function showCommand(formats: Formats): Command {
  return defineCommand({
    usage: 'show <spec>',
    summary: 'Show everything that is known of one build',
    positionals: {
      spec: {
        type: 'string',
        demandOption: true,
        describe: '<package>==<version> with one of the flags below, <package>==<version>#<build>, or a set digest',
      },
    },
    flags: { ...REPOSITORY_FLAG, ...subjectFlags(formats) },
    examples: [
      ['show pyabc==1.0.0 --build 23 --domain abc', 'build 23'],
      ['show pyabc==1.0.0#23 --domain abc', 'the same, in one word'],
      ['show sha256:0123456789ab --domain abc', 'the set of this digest, or of one that begins so'],
    ],
    load: async () => (await import('./run-show.ts')).runShow(formats),
  });
}
