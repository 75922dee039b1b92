import {
  type ConnectionFlags,
  type Context,
  EXIT,
  type ExitCode,
  parseVersionRef,
  settingsOf,
  table,
  usageError,
} from '@buildset/cli-kit';
import { parseBuildTag, proveStripped, type ProvenFile, type Selector, type StrippedProof } from '@buildset/core';
import { pypi } from '@buildset/format-pypi';
import { PROOFS } from './run-verify.ts';

interface Which {
  readonly build?: string | undefined;
  readonly set?: string | undefined;
}

/** Proves from the home what the log says of a version's stripped sets. */
export async function verifyRecords(spec: string, flags: Which & ConnectionFlags, context: Context): Promise<ExitCode> {
  const { output, progress } = context;
  const ref = parseVersionRef(spec, pypi);
  const selector = selectorOf(flags);
  const connection = await context.connect(settingsOf(flags, await context.configuration()));
  const { spool } = connection;
  const onFile = (name: string): void => progress.stage(`reading ${name} and what was made of it`);
  const proofs = await proveStripped(ref, selector, { home: await connection.home(), format: pypi, spool, onFile });
  progress.end();
  output.result(proofs.flatMap(linesOf), { schemaVersion: 1, verify: { proofs: proofs.map(proofJson) } });
  return EXIT.done;
}

function selectorOf({ build, set }: Which): Selector | undefined {
  if (build !== undefined && set !== undefined) throw usageError('--build and --set both say which set is meant.');
  if (build !== undefined) return { by: 'build', tag: parseBuildTag(build) };
  return set === undefined ? undefined : { by: 'set', digest: set };
}

function linesOf({ files, origin, set }: StrippedProof): string[] {
  return [
    `${set} is ${origin.set} without its build (${origin.recipe})`,
    ...table(
      files.map(({ equal, original, stripped }) => [stripped.name, `of ${original.name}:`, wordsOf(equal)]),
      '  ',
    ),
  ];
}

function wordsOf(equal: ProvenFile['equal']): string {
  return equal === 'same' ? 'the very file' : PROOFS[equal];
}

function proofJson({ files, origin, set, version }: StrippedProof): object {
  return {
    set,
    version,
    origin,
    files: files.map(({ equal, original, stripped }) => ({
      original: { name: original.name, sha256: original.sha256 },
      stripped: { name: stripped.name, sha256: stripped.sha256 },
      equal,
    })),
  };
}
