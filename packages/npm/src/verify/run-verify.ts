import { resolve } from 'node:path';
import {
  type ConnectionFlags,
  type Context,
  EXIT,
  type ExitCode,
  openFile,
  type ProofWords,
  usageError,
  verifyRecords,
} from '@buildset/cli-kit';
import { npm, verifyStripped } from '@buildset/format-npm';

interface VerifyArguments extends ConnectionFlags {
  readonly spec?: string | undefined;
  readonly stripped?: string | undefined;
  readonly build?: string | undefined;
  readonly set?: string | undefined;
}

const WORDS: ProofWords = {
  bytes: 'stripping the original again gives the same bytes',
  contents: 'stripping the original again gives the same archive, compressed otherwise',
};

/** Compares two tarballs, or what is on record of a version. A difference ends with an error that names it. */
export async function runVerify(args: VerifyArguments, context: Context): Promise<ExitCode> {
  const { build, set, spec = '', stripped } = args;
  if (stripped === undefined) return await verifyRecords(spec, args, context, { format: npm, words: WORDS });
  if (build === undefined && set === undefined) return await verifyFiles(spec, stripped, context);
  throw usageError('--build and --set are about what is on record, not about two tarballs.');
}

async function verifyFiles(before: string, after: string, context: Context): Promise<ExitCode> {
  const { folder, output, progress } = context;
  const [original, stripped] = await Promise.all([openFile(resolve(folder, before)), openFile(resolve(folder, after))]);
  progress.stage(`comparing ${stripped.name} with ${original.name}`);
  const proof = await verifyStripped(original, stripped);
  progress.end();
  const equal = proof.equal === 'bytes' ? 'bytes' : 'contents';
  output.result([`${stripped.name} is ${original.name} but for its build: ${WORDS[equal]}`], {
    schemaVersion: 1,
    verify: { original: before, stripped: after, equal },
  });
  return EXIT.done;
}
