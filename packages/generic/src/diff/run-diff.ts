import {
  type ConnectionFlags,
  type Context,
  EXIT,
  type ExitCode,
  parseVersionRef,
  plural,
  settingsOf,
} from '@buildset/cli-kit';
import { findSet } from '@buildset/core';
import { generic } from '@buildset/format-generic';
import { listSetFiles } from '../download/set-files.ts';
import { selectorFrom } from '../selector.ts';
import { compareFiles, renderDifference } from './compare-files.ts';

interface DiffArguments extends ConnectionFlags {
  readonly spec: string;
  readonly before: string | number;
  readonly after: string | number;
}

/** Compares two sets. That they differ is a result, and no error. */
export async function runDiff(args: DiffArguments, context: Context): Promise<ExitCode> {
  const ref = parseVersionRef(args.spec, generic);
  const connection = await context.connect(settingsOf(args, await context.configuration()));
  const home = await connection.home();
  const [before, after] = await Promise.all(
    [args.before, args.after].map(async (text) => {
      const found = await findSet(ref, selectorFrom(String(text)), { format: generic, home });
      return { digest: found.digest, files: await listSetFiles(found, connection) };
    }),
  );
  if (!before || !after) return EXIT.unexpected;
  const difference = compareFiles(before.files, after.files);
  const { added, changed, removed } = difference;
  const lines = renderDifference(difference);
  const counts = `${added.length} added, ${removed.length} removed, ${changed.length} changed`;
  context.output.result(
    [...lines, lines.length === 0 ? `No difference in ${plural(after.files.length, 'file')}.` : `${counts}.`],
    { schemaVersion: 1, diff: { before: before.digest, after: after.digest, ...difference } },
  );
  return EXIT.done;
}
