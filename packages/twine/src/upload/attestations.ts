import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { expandGlobs, type ReadyFile } from '@buildset/cli-kit';
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
 * Throws `attestation-missing` when a file has none, as twine refuses it, and `attestation-invalid` for one that is none, that is
 * about other bytes, or whose wheel is given another build tag on the way. Source: PEP 740, "Attestation objects" and
 * "Upload endpoint changes"; twine 7, `_make_package`.
 */
export async function withAttestations(files: readonly ReadyFile[], patterns: readonly string[]): Promise<ReadyFile[]> {
  const paths = (await expandGlobs(patterns)).filter((path) => path.endsWith(SUFFIX));
  const attestationsOf = ({ path }: ReadyFile) => paths.filter((one) => one.startsWith(`${path}.`));
  const bare = files.filter((file) => attestationsOf(file).length === 0);
  if (bare.length > 0) throw withoutAttestation(bare);
  return await Promise.all(files.map((file) => withFields(file, attestationsOf(file))));
}

async function withFields(file: ReadyFile, paths: readonly string[]): Promise<ReadyFile> {
  requireUntagged(file);
  const objects = await Promise.all(paths.map((path) => readAttestation(path, file.asset.sha256)));
  const field = ['attestations', JSON.stringify(objects)] as const;
  return { ...file, inspected: { ...file.inspected, fields: [...(file.inspected.fields ?? []), field] } };
}

function withoutAttestation(files: readonly ReadyFile[]): TwineError {
  return new TwineError(
    'attestation-missing',
    `No attestation is given with ${files.map(({ path }) => path).join(', ')}.`,
    'Make it, for example with `python3 -m pypi_attestations sign`, and give dist/*; or upload without --attestations.',
  );
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
