import {
  type ConnectionFlags,
  type Context,
  EXIT,
  type ExitCode,
  openFile,
  usageError,
  verifyRecords,
} from '@buildset/cli-kit';
import { pypi, type RetagProof, verifyRetagged } from '@buildset/format-pypi';

interface VerifyArguments extends ConnectionFlags {
  readonly original: string;
  readonly rewritten?: string | undefined;
  readonly build?: string | undefined;
  readonly set?: string | undefined;
}

/** How each kind of proof is told. */
const PROOFS: Readonly<Record<RetagProof['equal'], string>> = {
  bytes: 'tagging the original again gives the same bytes',
  contents: 'every file is the same but for the tag in WHEEL and its row of RECORD',
};

/** Compares two wheels, or what is on record of a version. A difference ends with an error that names it. */
export async function runVerify(args: VerifyArguments, context: Context): Promise<ExitCode> {
  const { build, original, rewritten, set } = args;
  if (rewritten !== undefined && build === undefined && set === undefined) {
    return await verifyFiles(original, rewritten, context);
  }
  if (rewritten === undefined && original.includes('==')) {
    return await verifyRecords(original, args, context, { format: pypi, words: PROOFS });
  }
  throw usageError(
    'Verify compares two wheels, or what is on record of a version.',
    'Give the two files, or <package>==<version> with --build or --set.',
  );
}

async function verifyFiles(before: string, after: string, { output, progress }: Context): Promise<ExitCode> {
  const [original, rewritten] = await Promise.all([openFile(before), openFile(after)]);
  progress.stage(`comparing ${rewritten.name} with ${original.name}`);
  const { equal } = await verifyRetagged(original, rewritten);
  progress.end();
  output.result([`${rewritten.name} is ${original.name} but for its build tag: ${PROOFS[equal]}`], {
    schemaVersion: 1,
    verify: { original: before, rewritten: after, equal },
  });
  return EXIT.done;
}
