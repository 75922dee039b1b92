import { type Reply, textReply } from '../../http/reply.ts';
import { packageKey } from '../../model/names.ts';
import type { EndpointCall } from '../endpoint.ts';
import { fileReply } from '../file-reply.ts';

export interface FileName {
  readonly project: string;
  readonly version: string;
  readonly file: string;
}

/** Files of Published and Unlisted versions; the others are as if they were not there. */
export async function downloadFile(call: EndpointCall, name: FileName): Promise<Reply> {
  const { services, request } = call;
  await call.authorise('ReadFromRepository');
  const asset = await services.store.transact(async (m) => {
    const repository = await call.repository(m);
    const item = await m.packages.find(repository.id, packageKey('pypi', undefined, name.project));
    const version = item && (await m.versions.find(item.id, name.version));
    if (!version || (version.status !== 'Published' && version.status !== 'Unlisted')) return undefined;
    return m.assets.find(version.id, name.file);
  });
  if (!asset) return textReply(404, 'Not Found\n');
  return fileReply(request, {
    path: services.blobs.pathOf(asset.sha256),
    sha256: asset.sha256,
    size: asset.size,
    contentType: 'application/octet-stream',
  });
}
