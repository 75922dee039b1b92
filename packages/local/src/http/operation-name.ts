import { endpointAddress } from '../endpoints/address.ts';
import { routeOf } from './operation-table.ts';
import type { Request } from './request.ts';

/** What a request asks for, told from its method and path alone, before anything of it is believed. */
export function operationNameOf(request: Request): string | undefined {
  const address = endpointAddress(request.path);
  if (!address) return routeOf(request.method, request.path)?.name;
  const { format, rest = '' } = address;
  if (format === 'pypi') return pypiName(request.method, rest);
  if (format === 'npm') return npmName(request.method, rest);
  return undefined;
}

/** The repository that a request names: the destination of a copy. */
export function repositoryNameOf(request: Request): string | undefined {
  const { query } = request;
  const named = query.get('destination-repository') ?? query.get('repository');
  return endpointAddress(request.path)?.repository ?? named ?? undefined;
}

function pypiName(method: string, rest: string): string | undefined {
  if (method === 'POST') return 'pypi:Upload';
  const depth = rest.split('/').filter((segment) => segment !== '').length;
  return depth > 2 ? 'pypi:Download' : 'pypi:Index';
}

function npmName(method: string, rest: string): string {
  if (rest.startsWith('-/ping')) return 'npm:Ping';
  if (rest.startsWith('-/package/')) return 'npm:DistTags';
  if (method === 'PUT') return 'npm:Publish';
  return rest.includes('/-/') ? 'npm:Tarball' : 'npm:Packument';
}
