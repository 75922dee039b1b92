import type { Services } from '../../services.ts';
import { type ReceivedBlob, smallBlobBytes, type StoredBlob } from '../../storage/blobs.ts';

type Fields = ReadonlyMap<string, readonly string[]>;

/** What is stored already of the SHA-256 that the form announces before the file. Of small forms it is not worth the question. */
export async function storedBlob(
  { store }: Pick<Services, 'store'>,
  fields: Fields,
  formBytes: number,
): Promise<StoredBlob | undefined> {
  const sha256 = fields.get('sha256_digest')?.[0]?.toLowerCase();
  if (sha256 === undefined || formBytes <= smallBlobBytes) return undefined;
  const size = await store.transact((m) => m.blobs.sizeOf(sha256));
  return size === undefined ? undefined : { sha256, size };
}

/**
 * A sentence on the first digest of the form that the file does not have. SHA-256 is always compared; the others, which are slow, when
 * nothing else was given, or the file is not larger than `maxSlowlyVerifiedBytes`.
 */
export async function digestProblem(
  { hashes, limits }: Pick<Services, 'hashes' | 'limits'>,
  fields: Fields,
  blob: ReceivedBlob,
): Promise<string | undefined> {
  const given = (field: string): string => fields.get(field)?.[0]?.toLowerCase() ?? '';
  const sha256 = given('sha256_digest');
  const problem = difference('SHA-256', sha256, blob.sha256);
  const verified = sha256 !== '' && blob.size > limits.maxSlowlyVerifiedBytes;
  if (problem !== undefined || verified) return problem;
  const blake2 = given('blake2_256_digest');
  const md5 = given('md5_digest');
  return (
    (blake2 === '' ? undefined : difference('BLAKE2b-256', blake2, await hashes.blake2b256(blob.sha256))) ??
    (md5 === '' ? undefined : difference('MD5', md5, (await hashes.compute(blob)).md5))
  );
}

function difference(name: string, given: string, right: string): string | undefined {
  return given === '' || given === right ? undefined : `the file's ${name} is ${right}, not the given ${given}`;
}
