import { type InstallerFile, isSha256 } from '@buildset/core';
import { CodeArtifactError } from './codeartifact-error.ts';

/** JSON first; HTML for servers that know only PEP 503. Source: PEP 691, "Version + Format Selection". */
export const SIMPLE_INDEX_ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1';

/**
 * The files of a project page, in its order, for all versions. Throws `unexpected-reply` for what is neither.
 * Source: Simple Repository API (PEP 503, 691).
 */
export function parseSimpleIndex(contentType: string, text: string): readonly InstallerFile[] {
  return /\+json|application\/json/i.test(contentType) ? parseJson(text) : parseHtml(text);
}

function parseJson(text: string): readonly InstallerFile[] {
  const page = parsed(text);
  if (!isRecord(page) || !Array.isArray(page['files'])) throw malformed();
  return page['files'].map((file: unknown) => {
    if (!isRecord(file) || typeof file['filename'] !== 'string') throw malformed();
    const hashes = file['hashes'];
    return installerFile(file['filename'], {
      sha256: isRecord(hashes) ? hashes['sha256'] : undefined,
      requiresPython: file['requires-python'],
      isYanked: file['yanked'] !== undefined && file['yanked'] !== false,
    });
  });
}

const ANCHOR = /<a\s([^>]*)>([^<]*)<\/a\s*>/gi;
const HREF = /(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
const REQUIRES = /(?:^|\s)data-requires-python\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
const YANKED = /(?:^|\s)data-yanked(?:\s|=|$)/i;
const FRAGMENT = /#(?:.*&)?sha256=([0-9a-f]{64})/;

function parseHtml(text: string): readonly InstallerFile[] {
  return [...text.matchAll(ANCHOR)].map(([, attributes = '', name = '']) => {
    const href = HREF.exec(attributes);
    const requires = REQUIRES.exec(attributes);
    const python = requires?.[1] ?? requires?.[2];
    return installerFile(unescapeHtml(name).trim(), {
      sha256: FRAGMENT.exec(unescapeHtml(href?.[1] ?? href?.[2] ?? ''))?.[1],
      requiresPython: python === undefined ? undefined : unescapeHtml(python),
      isYanked: YANKED.test(attributes),
    });
  });
}

interface Told {
  readonly sha256: unknown;
  readonly requiresPython: unknown;
  readonly isYanked: boolean;
}

function installerFile(name: string, { isYanked, requiresPython, sha256 }: Told): InstallerFile {
  return {
    name,
    ...(typeof sha256 === 'string' && isSha256(sha256) ? { sha256 } : {}),
    ...(typeof requiresPython === 'string' && requiresPython !== '' ? { requiresPython } : {}),
    ...(isYanked ? { yanked: true } : {}),
  };
}

function unescapeHtml(text: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|#39|#x27|amp);/gi, (whole, name: string) => named[name.toLowerCase()] ?? whole);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(error);
  }
}

function malformed(cause?: unknown): CodeArtifactError {
  return new CodeArtifactError('unexpected-reply', 'it is no page of the Simple Repository API', { cause });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
