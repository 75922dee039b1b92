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
  /** Why it was yanked, often without a reason; undefined when it was not (PEP 592). */
  readonly yanked: string | undefined;
  /** Where its core metadata is, when the index says that it is; with the SHA-256 where it is told (PEP 658, PEP 714). */
  readonly coreMetadata: { readonly url: URL; readonly sha256: string | undefined } | undefined;
  readonly uploadedMs: number;
  readonly url: URL;
}

/**
 * The project's files, in the index's order (PEP 691). Left out are those without a SHA-256, without which nothing could be verified.
 * Throws PublicSourceError.
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
  if (!/^[0-9a-f]{64}$/u.test(sha256)) return undefined;
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
    yanked: file['yanked'] === true ? '' : textIn(file['yanked']),
    coreMetadata: coreMetadata(file['core-metadata'] ?? file['dist-info-metadata'], new URL(link, page)),
    uploadedMs: Number.isNaN(uploaded) ? 0 : uploaded,
    url: new URL(link, page),
  };
}

function coreMetadata(said: unknown, file: URL): PublicFile['coreMetadata'] {
  const digests = objectIn(said);
  if (said !== true && !digests) return undefined;
  const url = new URL(file);
  url.pathname += '.metadata';
  return { url, sha256: textIn(digests?.['sha256'])?.toLowerCase() };
}
