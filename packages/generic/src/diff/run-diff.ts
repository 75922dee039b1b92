import {
  type ConnectionFlags,
  type Context,
  EXIT,
  type ExitCode,
  parseVersionRef,
  plural,
  settingsOf,
} from '@buildset/cli-kit';
import { findSet, parseBuildTag, type Selector } from '@buildset/core';
import { generic } from '@buildset/format-generic';
import { listSetFiles } from '../download/set-files.ts';
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
  const treeOf = async (text: string | number) => {
    const found = await findSet(ref, selectorFrom(String(text)), { format: generic, home });
    return { digest: found.digest, files: await listSetFiles(found, connection) };
  };
  const [before, after] = await Promise.all([treeOf(args.before), treeOf(args.after)]);
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

/** A build tag, or a set digest with `sha256:` or of at least twelve digits. */
function selectorFrom(text: string): Selector {
  if (/^(?:sha256:)?[0-9a-f]{12,64}$/.test(text)) return { by: 'set', digest: text };
  return { by: 'build', tag: parseBuildTag(text) };
}
