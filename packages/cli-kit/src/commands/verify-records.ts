import { type FormatAdapter, proveStripped, type ProvenFile, type StrippedProof } from '@buildset/core';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { type ConnectionFlags, settingsOf } from '../flags.ts';
import { parseVersionRef } from '../formats.ts';
import { table } from '../render/table.ts';
import { givenSelector, type SelectorFlags } from './selector.ts';

/** How a format tells each kind of proof of a file. */
export type ProofWords = Readonly<Record<Exclude<ProvenFile['equal'], 'same'>, string>>;

/** Proves from the home what the log says of a version's stripped sets. */
export async function verifyRecords(
  spec: string,
  flags: Pick<SelectorFlags, 'build' | 'set'> & ConnectionFlags,
  context: Context,
  { format, words }: { readonly format: FormatAdapter; readonly words: ProofWords },
): Promise<ExitCode> {
  const { output, progress } = context;
  const ref = parseVersionRef(spec, format);
  const selector = givenSelector(flags);
  const connection = await context.connect(settingsOf(flags, await context.configuration()));
  const { spool } = connection;
  const onFile = (name: string): void => progress.stage(`reading ${name} and what was made of it`);
  const proofs = await proveStripped(ref, selector, { home: await connection.home(), format, spool, onFile });
  progress.end();
  const lines = proofs.flatMap((proof) => linesOf(proof, words));
  output.result(lines, { schemaVersion: 1, verify: { proofs: proofs.map(proofJson) } });
  return EXIT.done;
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
