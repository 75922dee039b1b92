import type { Reply } from '../http/reply.ts';
import type { Request } from '../http/request.ts';
import type { StoredFile } from '../http/stored-file.ts';

/** A stored file as an answer to a download: entity tag, one range, conditions (RFC 9110). */
export function fileReply(request: Request, stored: StoredFile): Reply {
  const { sha256, size } = stored;
  const etag = `"${sha256}"`;
  const headers = { etag, 'accept-ranges': 'bytes', 'content-type': 'application/octet-stream' };
  if (matches(request.header('if-none-match'), etag)) return { status: 304, headers };
  const ifMatch = request.header('if-match');
  if (ifMatch !== undefined && !matches(ifMatch, etag)) return { status: 412, headers };
  const ifRange = request.header('if-range');
  const range = ifRange === undefined || ifRange === etag ? rangeOf(request.header('range'), size) : undefined;
  if (range === 'unsatisfiable') {
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } };
  }
  if (!range) return { status: 200, headers, body: { stored, start: 0, length: size } };
  const { start, end } = range;
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end}/${size}` },
    body: { stored, start, length: end - start + 1 },
  };
}

function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((item) => item.trim() === '*' || item.trim().replace(/^W\//u, '') === etag);
}

/** One byte range. Several at once, and what is no range, are answered with the whole file, as the RFC allows. */
function rangeOf(
  header: string | undefined,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/u.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return undefined;
  return start >= size ? 'unsatisfiable' : { start, end };
}
