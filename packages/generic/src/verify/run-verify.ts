import {
  type BuildArguments,
  type Context,
  EXIT,
  type ExitCode,
  findBuild,
  hashOf,
  openFile,
  plural,
  type SetFile,
} from '@buildset/cli-kit';
import { CodedError, formatVersion, hasCode, inParallel } from '@buildset/core';
import { compareFiles, renderDifference } from '../diff/compare-files.ts';
import { GENERIC_ONLY } from '../formats.ts';
import { listSetFiles, permissions } from '../download/set-files.ts';
import { GenericError } from '../generic-error.ts';
import { lookAtTree, type Tree, type TreeFile } from '../tree/collect-tree.ts';

interface VerifyArguments extends BuildArguments {
  readonly folder: string;
}

/** Compares a folder with a set. Throws `tree-differs`, after every file that differs was told. */
export async function runVerify(args: VerifyArguments, context: Context): Promise<ExitCode> {
  const { connection, found, ref } = await findBuild(GENERIC_ONLY, args, context);
  context.progress.stage('comparing');
  const wanted = await listSetFiles(found, connection);
  const { files, unfit } = await lookAt(args.folder);
  const there = [...(await hashed(files, wanted)), ...unfit.map(({ path }) => ({ path }))];
  const difference = compareFiles(wanted, there);
  const lines = renderDifference(difference, new Map(unfit.map(({ path, what }) => [path, what])));
  context.progress.end();
  const outcome = lines.length === 0 ? 'equal' : 'differs';
  const headline = `${args.folder} ${outcome === 'equal' ? 'is' : 'is not'} ${formatVersion(ref)}, set ${found.digest}`;
  context.output.result([`${headline}: ${plural(wanted.length, 'file')}`, ...lines], {
    schemaVersion: 1,
    verify: {
      folder: args.folder,
      digest: found.digest,
      outcome,
      ...difference,
      unfit: unfit.map(({ path, what }) => ({ path, what })),
    },
  });
  if (outcome === 'equal') return EXIT.done;
  const isInTheWay = difference.changed.some(({ path }) => unfit.some((one) => one.path === path));
  const first = isInTheWay ? 'Move away what stands where a file of the set belongs; then download' : 'download';
  throw new GenericError(
    'tree-differs',
    `${plural(lines.length, 'file')} of ${args.folder} ${lines.length === 1 ? 'differs' : 'differ'} from the set.`,
    `${first} puts missing and changed files right; what was added is left to you.`,
  );
}

async function lookAt(folder: string): Promise<Tree> {
  return await lookAtTree([folder]).catch((error: unknown) => {
    if (!hasCode(error, 'unsafe-path', 'path-collision')) throw error;
    const next = 'No build has it: move it out of the folder, and verify again.';
    throw new CodedError(error.code, error.message, { cause: error, next });
  });
}

/** The files of the folder with their digests. Where the system keeps no modes, those of the set are taken. */
async function hashed(files: readonly TreeFile[], wanted: readonly SetFile[]): Promise<SetFile[]> {
  const modes = new Map(process.platform === 'win32' ? wanted.map(({ mode, path }) => [path, mode]) : []);
  return await inParallel(files, 8, async ({ location, mode, path, size }) => ({
    path,
    size,
    mode: modes.get(path) ?? permissions(mode),
    sha256: await hashOf(await openFile(location)),
  }));
}
