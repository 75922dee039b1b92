import { abandonBuild, formatVersion } from '@buildset/core';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type ConnectionFlags, settingsOf } from '../flags.ts';
import { type Formats, formatOf, parseVersionRef } from '../formats.ts';

interface AbandonFlags extends ConnectionFlags {
  readonly spec: string;
  readonly build: string;
  readonly format?: string | undefined;
}

/** Throws an open build's record away. */
export function runAbandon(formats: Formats): (args: AbandonFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const format = await formatOf(formats, args.format);
    const ref = parseVersionRef(args.spec, format);
    const connection = await context.connect(settingsOf(args, await context.configuration()));
    await abandonBuild(ref, args.build, await connection.home());
    const { format: formatName, name, namespace = null, version } = ref;
    context.output.result(
      [
        `${formatVersion(ref)} has no open build ${args.build} any more.`,
        ...(format.builds === 'one' ? [] : ['Files that its jobs uploaded to a repository are still there.']),
      ],
      { schemaVersion: 1, abandon: { format: formatName, namespace, package: name, version, build: args.build } },
    );
    return EXIT.done;
  };
}
