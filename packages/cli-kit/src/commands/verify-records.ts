import {
  type FormatAdapter,
  parseBuildTag,
  proveStripped,
  type ProvenFile,
  type Selector,
  type StrippedProof,
} from '@buildset/core';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type ConnectionFlags, settingsOf } from '../flags.ts';
import { parseVersionRef } from '../formats.ts';
import { table } from '../render/table.ts';

interface Which {
  readonly build?: string | undefined;
  readonly set?: string | undefined;
}

/** How a format tells each kind of proof of a file. */
export type ProofWords = Readonly<Record<Exclude<ProvenFile['equal'], 'same'>, string>>;

/** Proves from the home what the log says of a version's stripped sets. */
export async function verifyRecords(
  spec: string,
  flags: Which & ConnectionFlags,
  context: Context,
  { format, words }: { readonly format: FormatAdapter; readonly words: ProofWords },
): Promise<ExitCode> {
  const { output, progress } = context;
  const ref = parseVersionRef(spec, format);
  const selector = selectorOf(flags);
  const connection = await context.connect(settingsOf(flags, await context.configuration()));
  const { spool } = connection;
  const onFile = (name: string): void => progress.stage(`reading ${name} and what was made of it`);
  const proofs = await proveStripped(ref, selector, { home: await connection.home(), format, spool, onFile });
  progress.end();
  const lines = proofs.flatMap((proof) => linesOf(proof, words));
  output.result(lines, { schemaVersion: 1, verify: { proofs: proofs.map(proofJson) } });
  return EXIT.done;
}

function selectorOf({ build, set }: Which): Selector | undefined {
  if (build !== undefined && set !== undefined) throw usageError('--build and --set both say which set is meant.');
  if (build !== undefined) return { by: 'build', tag: parseBuildTag(build) };
  return set === undefined ? undefined : { by: 'set', digest: set };
}

function linesOf({ files, origin, set }: StrippedProof, words: ProofWords): string[] {
  return [
    `${set} is ${origin.set} without its build (${origin.recipe})`,
    ...table(
      files.map(({ equal, original, stripped }) => [
        stripped.name,
        `of ${original.name}:`,
        equal === 'same' ? 'the very file' : words[equal],
      ]),
      '  ',
    ),
  ];
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
