import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Context, expandGlobs, type ReadyFile } from '@buildset/cli-kit';
import type { Sha256 } from '@buildset/core';
import * as v from 'valibot';
import { TwineError } from '../twine-error.ts';

const SUFFIX = '.attestation';

/** in-toto's, base64 of JSON. */
const statement = v.pipe(
  v.string(),
  v.transform((base64) => parse(Buffer.from(base64, 'base64').toString('utf8'))),
  v.object({ subject: v.array(v.object({ digest: v.object({ sha256: v.string() }) })) }),
);
const attestation = v.object({ verification_material: v.object({}), envelope: v.object({ statement }) });

/**
 * The files with the attestations that stand beside them, `NAME.PREDICATE.attestation` as PyPI's tools name them, as a field
 * of the upload form. The field is kept with the build and sent again when it is promoted. Signatures are not verified.
 * Throws `attestation-invalid` for one that is none, that is about other bytes, or whose wheel is given another build tag on
 * the way. Source: PEP 740, "Attestation objects" and "Upload endpoint changes".
 */
export async function withAttestations(
  files: readonly ReadyFile[],
  patterns: readonly string[],
  { output }: Pick<Context, 'output'>,
): Promise<ReadyFile[]> {
  const paths = (await expandGlobs(patterns)).filter((path) => path.endsWith(SUFFIX));
  const attested: ReadyFile[] = [];
  for (const file of files) {
    const own = paths.filter((path) => path.startsWith(`${file.path}.`));
    if (own.length === 0) {
      output.warn(`${file.asset.name} has no attestation.`);
      attested.push(file);
      continue;
    }
    requireUntagged(file);
    const objects = await Promise.all(own.map((path) => readAttestation(path, file.asset.sha256)));
    const field = ['attestations', JSON.stringify(objects)] as const;
    attested.push({
      ...file,
      inspected: { ...file.inspected, fields: [...(file.inspected.fields ?? []), field] },
    });
  }
  return attested;
}

function requireUntagged({ asset, path }: ReadyFile): void {
  if (asset.name === basename(path)) return;
  throw new TwineError(
    'attestation-invalid',
    `The attestations of ${basename(path)} are about other bytes than ${asset.name}, which its build tag makes of it.`,
    'Tag the wheel first (codeartifact-twine tag --build 23), then attest what it has become.',
  );
}

async function readAttestation(path: string, sha256: Sha256): Promise<object> {
  const parsed: unknown = parse(await readFile(path, 'utf8').catch(() => ''));
  if (!v.is(attestation, parsed)) {
    throw new TwineError(
      'attestation-invalid',
      `${path} is no attestation: PEP 740 asks for verification_material and an envelope with a statement of its subject.`,
      'Make it again, for example with `python3 -m pypi_attestations sign`, or leave it out.',
    );
  }
  const { subject } = v.parse(statement, parsed.envelope.statement);
  if (subject.some(({ digest }) => digest.sha256 === sha256)) return parsed;
  throw new TwineError(
    'attestation-invalid',
    `${path} is about other bytes than those of the file beside it.`,
    'Attest the file again after the last build, or delete the attestation.',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
