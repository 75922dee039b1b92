import { createHash } from 'node:crypto';
import type { PublicFile } from './pypi-listing.ts';
import { type PublicSource, PublicSourceError } from './public-source.ts';

/** Headers of a METADATA file, under the names that the fields of an upload have. */
const fieldNames: Readonly<Record<string, string>> = {
  summary: 'summary',
  'home-page': 'home_page',
  'project-url': 'project_urls',
  license: 'license',
  'license-expression': 'license_expression',
  'requires-dist': 'requires_dist',
  description: 'description',
};

/**
 * A file's core metadata as an upload's form would have it; empty where the index does not offer any, since files are never unpacked.
 * Throws PublicSourceError, also when it has another digest than the index says.
 */
export async function coreMetadataFields(
  source: PublicSource,
  { coreMetadata, name }: PublicFile,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (!coreMetadata) return new Map();
  const bytes = await source.document(coreMetadata.url);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (coreMetadata.sha256 !== undefined && coreMetadata.sha256 !== sha256) {
    throw new PublicSourceError(502, `the public source announced other metadata for ${name} than it sent`);
  }
  return parseMetadata(bytes.toString('utf8'));
}

/** The form of e-mail headers: lines that begin with white space go on with the one before; a description may be the body. */
export function parseMetadata(text: string): ReadonlyMap<string, readonly string[]> {
  const [head = '', ...rest] = text.replaceAll('\r\n', '\n').split('\n\n');
  const fields = new Map<string, string[]>();
  for (const line of head.replaceAll(/\n[ \t]+/gu, '\n\t').split(/\n(?!\t)/u)) {
    const at = line.indexOf(':');
    const field = fieldNames[line.slice(0, Math.max(at, 0)).trim().toLowerCase()];
    if (field !== undefined)
      fields.set(field, [
        ...(fields.get(field) ?? []),
        line
          .slice(at + 1)
          .replaceAll('\t', '')
          .trim(),
      ]);
  }
  const body = rest.join('\n\n').trim();
  if (body !== '' && !fields.has('description')) fields.set('description', [body]);
  return fields;
}
