import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Context, expandGlobs, type ReadyFile } from '@buildset/cli-kit';
import { TwineError } from '../twine-error.ts';

const SUFFIX = '.attestation';

/**
 * The files with the attestations that stand beside them, `NAME.PREDICATE.attestation` as PyPI's tools name them, as a field
 * of the upload form. The field is kept with the build and sent again when it is promoted. What they say is not verified.
 * Throws `attestation-invalid` for one that is none, or whose wheel is given another build tag on the way.
 * Source: PEP 740, "Upload endpoint changes".
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
    if (own.length === 0) output.warn(`${file.asset.name} has no attestation.`);
    attested.push(own.length === 0 ? file : withField(file, await Promise.all(own.map(readAttestation))));
  }
  return attested;
}

function withField(file: ReadyFile, attestations: readonly object[]): ReadyFile {
  const { asset, inspected, path } = file;
  if (asset.name !== basename(path)) {
    throw new TwineError(
      'attestation-invalid',
      `The attestations of ${basename(path)} are about other bytes than ${asset.name}, which its build tag makes of it.`,
      'Tag the wheel first (codeartifact-twine tag --build 23), then attest what it has become.',
    );
  }
  const field = ['attestations', JSON.stringify(attestations)] as const;
  return { ...file, inspected: { ...inspected, fields: [...(inspected.fields ?? []), field] } };
}

async function readAttestation(path: string): Promise<object> {
  const parsed: unknown = await readFile(path, 'utf8')
    .then((text) => JSON.parse(text))
    .catch(() => undefined);
  const isAttestation =
    typeof parsed === 'object' && parsed !== null && 'verification_material' in parsed && 'envelope' in parsed;
  if (isAttestation) return parsed;
  throw new TwineError(
    'attestation-invalid',
    `${path} is no attestation: PEP 740 asks for a JSON object with verification_material and envelope.`,
    'Make it again, for example with `python3 -m pypi_attestations sign`, or leave it out.',
  );
}
