import { type Command, defineCommand } from '../command.ts';
import type { Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { REPOSITORY_FLAG } from './repository-flag.ts';
import { setSpec, subjectFlags } from './subject-flags.ts';

/** `show`, for the formats of a front-end. */
export function showCommand(formats: Formats): Command {
  const { spec } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'show <spec>',
    summary: 'Show everything that is known of one build',
    positionals: setSpec(formats),
    flags: { ...REPOSITORY_FLAG, ...subjectFlags(formats) },
    examples: [
      [`show ${spec} --build 23 --domain abc`, 'build 23'],
      [`show ${spec}#23 --domain abc`, 'the same, in one word'],
      ['show sha256:0123456789ab --domain abc', 'the set of this digest, or of one that begins so'],
    ],
    load: async () => (await import('./run-show.ts')).runShow(formats),
  });
}
