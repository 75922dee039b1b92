import { describeSet, findSet } from '@buildset/core';
import { connectPlace } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Formats } from '../formats.ts';
import { descriptionJson, renderDescription } from '../render/description.ts';
import { namedSet } from './named-set.ts';
import { repositoriesOf } from './repository-flag.ts';
import type { SubjectFlags } from './subject.ts';
import { unseen } from './unseen.ts';

interface ShowFlags extends SubjectFlags {
  readonly repository?: readonly (string | number)[] | undefined;
}

/** Describes one set. */
export function runShow(formats: Formats): (args: ShowFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const { connection, found, repository: from } = await connectPlace(args.from, args, context);
    const { format, ref, selector } = await namedSet(args, formats, () => connection.home());
    const home = await connection.home();
    context.progress.stage(`looking for ${args.spec}`);
    const reader = from === undefined ? {} : { repository: connection.domain.reader(from) };
    const { digest, set } = await findSet(ref, selector, { format, home, ...reader });
    const named = [...(args.repository ?? []), ...(from === undefined ? [] : [from])];
    const look = repositoriesOf({ ...args, repository: named }, found);
    const query = { ...look, set, digest, onUnseen: unseen(context) };
    const description = await describeSet(query, { domain: connection.domain, home, format });
    context.progress.end();
    const { calls } = connection.meter.read();
    context.output.result(renderDescription(description, calls), { ...descriptionJson(description), calls });
    return EXIT.done;
  };
}
