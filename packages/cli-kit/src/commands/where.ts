import { type Command, defineCommand } from '../command.ts';
import { CONNECTION_FLAGS } from '../flags.ts';
import { anyFormatFlag, type Formats } from '../formats.ts';
import { sampleOf } from '../sample.ts';
import { REPOSITORY_FLAG } from './repository-flag.ts';

/** `where`, for the formats of a front-end. */
export function whereCommand(formats: Formats): Command {
  const { file, spec, spelling } = sampleOf(formats.names[0]);
  return defineCommand({
    usage: 'where <what>',
    summary: 'Tell which builds hold a file, or are a set, and which repositories hold them now',
    positionals: {
      what: {
        type: 'string',
        demandOption: true,
        describe: "A file's path or SHA-256, a set digest, or a set in one word",
      },
    },
    flags: {
      package: {
        type: 'string',
        array: true,
        nargs: 1,
        describe: `Only in this <package> or ${spelling} [default: every package on record]`,
      },
      ...REPOSITORY_FLAG,
      ...anyFormatFlag(formats),
      ...CONNECTION_FLAGS,
    },
    examples: [
      [`where ${file} --domain abc`, 'whether these very bytes are on record, and where'],
      ['where sha256:0123456789ab --domain abc', 'where the set is'],
      [`where ${spec}#23 --domain abc -r AbcPublic`, 'build 23, also in a repository that is no stage'],
    ],
    load: async () => (await import('./run-where.ts')).runWhere(formats),
  });
}
