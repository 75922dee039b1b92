import { createHash } from 'node:crypto';
import { type Reply, textReply } from '../../http/reply.ts';
import { normalisePypiName } from '../../model/names.ts';
import { recall } from '../../storage/recall.ts';
import type { EndpointCall } from '../endpoint.ts';
import { type ListedFile, listedFiles } from './listed-files.ts';
import { indexType } from './negotiate.ts';

/**
 * The project's page (PEP 503, 592, 691, 700): files of Published versions only. Names that are not normalised, and a missing slash,
 * are redirected.
 */
export async function projectIndex(call: EndpointCall, project: string, slash: boolean): Promise<Reply> {
  const { request } = call;
  await call.authorise('ReadFromRepository');
  const name = normalisePypiName(project);
  if (name !== project || !slash) {
    const base = request.path.slice(0, request.path.length - (call.address.rest ?? '').length);
    return { status: 301, headers: { location: `${base}simple/${encodeURIComponent(name)}/` } };
  }
  const type = indexType(request.header('accept'));
  if (!type) return textReply(406, 'Not Acceptable\n');
  const { services, address } = call;
  const make = async (): Promise<string> => {
    const files = await listedFiles(call, name);
    if (files.length === 0) return '';
    return type.endsWith('+json') ? jsonIndex(name, files) : htmlIndex(name, files);
  };
  const { domain, owner, repository } = address;
  // What a public index has changes without a change here.
  const body = services.publicSources.has('pypi')
    ? await make()
    : await recall(services.store, `index ${domain}/${owner}/${repository}/${name} ${type}`, make);
  if (body === '') return textReply(404, 'Not Found\n');
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  const headers = { 'content-type': type === 'text/html' ? 'text/html; charset=utf-8' : type, etag, vary: 'Accept' };
  if (request.header('if-none-match') === etag) return { status: 304, headers };
  return { status: 200, headers, body };
}

function jsonIndex(name: string, files: readonly ListedFile[]): string {
  return JSON.stringify({
    meta: { 'api-version': '1.1' },
    name,
    versions: [...new Set(files.map((file) => file.version))],
    files: files.map((file) => ({
      filename: file.name,
      url: linkOf(file),
      hashes: { sha256: file.sha256 },
      ...(file.metadata.requiresPython !== undefined && { 'requires-python': file.metadata.requiresPython }),
      ...(file.metadata.yanked !== undefined && { yanked: file.metadata.yanked || true }),
      ...(file.size !== undefined && { size: file.size }),
      'upload-time': new Date(file.uploadedMs).toISOString(),
    })),
  });
}

function htmlIndex(name: string, files: readonly ListedFile[]): string {
  const links = files.map((file) => {
    const { requiresPython, yanked } = file.metadata;
    const withdrawn = yanked === undefined ? '' : ` data-yanked="${escapeHtml(yanked)}"`;
    const requires = requiresPython === undefined ? '' : ` data-requires-python="${escapeHtml(requiresPython)}"`;
    return `    <a href="${linkOf(file)}#sha256=${file.sha256}"${requires}${withdrawn}>${escapeHtml(file.name)}</a><br/>`;
  });
  return [
    '<!DOCTYPE html>',
    '<html>',
    '  <head>',
    '    <meta name="pypi:repository-version" content="1.1"/>',
    `    <title>Links for ${escapeHtml(name)}</title>`,
    '  </head>',
    '  <body>',
    `    <h1>Links for ${escapeHtml(name)}</h1>`,
    ...links,
    '  </body>',
    '</html>',
    '',
  ].join('\n');
}

/** Relative to the page, so that it holds behind any address. */
function linkOf(file: ListedFile): string {
  return `${encodeURIComponent(file.version)}/${encodeURIComponent(file.name)}`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
