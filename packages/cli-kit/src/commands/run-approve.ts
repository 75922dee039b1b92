import { approve, formatVersion, readHead } from '@buildset/core';
import { usageError } from '../cli-error.ts';
import { stageOf, strangerAmongStages } from '../config/stages.ts';
import { callerAt } from '../connection/connect-place.ts';
import type { Context } from '../context.ts';
import { defined } from '../defined.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Formats } from '../formats.ts';
import { actorOf } from '../provenance/provenance.ts';
import { subjectOf, type SubjectFlags } from './subject.ts';

interface ApproveFlags extends SubjectFlags {
  readonly for: string;
  readonly comment?: string | undefined;
}

/** Approves a set for a stage, which its repository means too, in the name of who runs it. */
export function runApprove(formats: Formats): (args: ApproveFlags, context: Context) => Promise<ExitCode> {
  return async (args, context) => {
    const by = actorOf(context.environment);
    if (by === undefined) throw usageError('Nothing says who approves.', 'Run it as a user that has a name.');
    const { configuration } = await context.configuration();
    const stage = stageOf(args.for, configuration)?.[0] ?? args.for;
    const stranger = strangerAmongStages(args.for, configuration);
    if (stranger !== undefined) context.output.warn(stranger);
    const caller = callerAt(args.from, args, context);
    const { connection, found, ref } = await subjectOf(formats, args, context);
    const { records } = await connection.home();
    const [principal, head] = await Promise.all([caller, readHead(records, ref)]);
    const said = { stage, by, ...defined({ comment: args.comment, head, principal }) };
    await approve(records, ref, found.digest, said);
    context.output.result([`${formatVersion(ref)} is approved for ${stage} by ${by}`, `  set ${found.digest}`], {
      schemaVersion: 1,
      approval: {
        stage,
        by,
        digest: found.digest,
        principal: principal ?? null,
        comment: args.comment ?? null,
      },
    });
    return EXIT.done;
  };
}
