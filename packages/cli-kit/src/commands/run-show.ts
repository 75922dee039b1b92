import {
  describeSet,
  findSet,
  type FormatAdapter,
  packageOf,
  requireSet,
  type Selector,
  type VersionRef,
  versionOf,
} from '@buildset/core';
import { connectPlace } from '../connection/connect-place.ts';
import type { Connection } from '../connection/connection.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { chosenFormats, type Formats, formatOf, parseVersionRef } from '../formats.ts';
import { descriptionJson, renderDescription } from '../render/description.ts';
import { parseSetSpec, splitFormat } from '../set-spec.ts';
import { repositoriesOf } from './repository-flag.ts';
import { selectorOf } from './selector.ts';
import type { SubjectFlags } from './subject.ts';
import { unseen } from './unseen.ts';

interface ShowFlags extends SubjectFlags {
  readonly repository?: readonly (string | number)[] | undefined;
}

/** Describes one set. */
export function runShow(formats: Formats): (args: ShowFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const { connection, found, repository: from } = await connectPlace(args.from, args, context);
    const { format, ref, selector } = await subjectOf(args, formats, connection);
    const home = await connection.home();
    context.progress.stage(`looking for ${args.spec}`);
    const reader = from === undefined ? {} : { repository: connection.domain.reader(from) };
    const { digest, set } = await findSet(ref, selector, { format, home, ...reader });
    const repositories = [...repositoriesOf(args, found), ...(from === undefined ? [] : [from])];
    const query = { set, digest, repositories: [...new Set(repositories)], onUnseen: unseen(context) };
    const description = await describeSet(query, { domain: connection.domain, home, format });
    context.progress.end();
    const { calls } = connection.meter.read();
    context.output.result(renderDescription(description, calls), { ...descriptionJson(description), calls });
    return EXIT.done;
  };
}

/** What the spec means: a digest alone, a set in one word, or a version and flags. */
async function subjectOf(
  args: ShowFlags,
  formats: Formats,
  connection: Connection,
): Promise<{ readonly format: FormatAdapter; readonly ref: VersionRef; readonly selector: Selector }> {
  if (/^(sha256:[0-9a-f]+|[0-9a-f]{64})$/.test(args.spec)) {
    const { records } = await connection.home();
    const { digest, ref } = await requireSet(args.spec, records, chosenFormats(formats, args.format));
    const version = versionOf(packageOf(ref), ref.version);
    return { format: await formats.load(ref.format), ref: version, selector: { by: 'set', digest } };
  }
  if (args.spec.includes('#')) return await parseSetSpec(args.spec, formats, args.format);
  const { format: named, rest } = splitFormat(args.spec, formats);
  const format = await formatOf(formats, named ?? args.format);
  return { format, ref: parseVersionRef(rest, format), selector: selectorOf(args) };
}
