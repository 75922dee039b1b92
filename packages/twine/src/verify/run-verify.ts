import { type Context, EXIT, type ExitCode, openFile } from '@buildset/cli-kit';
import { type RetagProof, verifyRetagged } from '@buildset/format-pypi';

interface VerifyArguments {
  readonly original: string;
  readonly rewritten: string;
}

const PROOFS: Readonly<Record<RetagProof['equal'], string>> = {
  bytes: 'tagging the original again gives the same bytes',
  contents: 'every file is the same but for the tag in WHEEL and its row of RECORD',
};

/** Reads both wheels and compares them. A difference ends with the error `retag-differs`. */
export async function runVerify(args: VerifyArguments, { output, progress }: Context): Promise<ExitCode> {
  const [original, rewritten] = await Promise.all([openFile(args.original), openFile(args.rewritten)]);
  progress.stage(`comparing ${rewritten.name} with ${original.name}`);
  const { equal } = await verifyRetagged(original, rewritten);
  progress.end();
  output.result([`${rewritten.name} is ${original.name} but for its build tag: ${PROOFS[equal]}`], {
    schemaVersion: 1,
    verify: { original: args.original, rewritten: args.rewritten, equal },
  });
  return EXIT.done;
}
