import { createHash } from 'node:crypto';
import { type LocalFile, parseSha256, type Sha256 } from '@buildset/core';

/** Reads a file once, in constant memory. */
export async function hashOf(file: LocalFile): Promise<Sha256> {
  const hash = createHash('sha256');
  for await (const chunk of file.stream()) hash.update(chunk);
  return parseSha256(hash.digest('hex'));
}
