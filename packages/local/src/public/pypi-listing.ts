import { textIn, objectIn } from '../model/json-value.ts';
import { normalisePypiName } from '../model/names.ts';
import { distributionParts } from '../endpoints/pypi/file-name.ts';
import { type PublicSource, PublicSourceError } from './public-source.ts';

/** A file that a public index lists, with the SHA-256 that it announces. */
export interface PublicFile {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
  readonly size: number | undefined;
  readonly requiresPython: string | undefined;
  readonly uploadedMs: number;
  readonly url: URL;
}

/**
 * The project's files, in the index's order (PEP 691). Left out: yanked files, and those without a SHA-256, without which nothing could
 * be verified. Throws PublicSourceError.
 */
export async function publicFiles(source: PublicSource, project: string): Promise<readonly PublicFile[]> {
  const page = await source.json(`${encodeURIComponent(project)}/`, 'application/vnd.pypi.simple.v1+json');
  if (!page) return [];
  const files = objectIn(page.value)?.['files'];
  if (!Array.isArray(files)) throw new PublicSourceError(502, `${page.url.origin} did not answer with a simple index`);
  return files.flatMap((file: unknown) => publicFile(file, project, page.url) ?? []);
}

function publicFile(value: unknown, project: string, page: URL): PublicFile | undefined {
  const file = objectIn(value);
  const name = textIn(file?.['filename']);
  const link = textIn(file?.['url']);
  const sha256 = textIn(objectIn(file?.['hashes'])?.['sha256'])?.toLowerCase();
  if (!file || !name || !link || !sha256 || !URL.canParse(link, page.href)) return undefined;
  if (!/^[0-9a-f]{64}$/u.test(sha256) || (file['yanked'] !== undefined && file['yanked'] !== false)) return undefined;
  const parts = distributionParts(name)?.find((part) => normalisePypiName(part.name) === project);
  if (!parts) return undefined;
  const { size } = file;
  const uploaded = Date.parse(textIn(file['upload-time']) ?? '');
  return {
    name,
    version: parts.version,
    sha256,
    size: typeof size === 'number' ? size : undefined,
    requiresPython: textIn(file['requires-python']),
    uploadedMs: Number.isNaN(uploaded) ? 0 : uploaded,
    url: new URL(link, page),
  };
}
