import type { Reply } from '../../http/reply.ts';
import { nearestVersion, placesOf } from '../../model/resolution.ts';
import { retain } from '../../model/retention.ts';
import { storedAsset } from '../../model/stored-asset.ts';
import { write } from '../../model/writing.ts';
import type { AssetRecord } from '../../storage/records.ts';
import type { EndpointCall } from '../endpoint.ts';
import { fetchTarball } from './fetch-tarball.ts';
import { fileReply } from '../file-reply.ts';
import type { NpmName } from './package-name.ts';
import { tarballName } from './packument.ts';
import { npmError } from './replies.ts';

/** `{name}-{version}.tgz` of a Published or Unlisted version. What an upstream had is kept here. */
export async function downloadTarball(call: EndpointCall, name: NpmName, file: string): Promise<Reply> {
  const { services, request } = call;
  await call.authorise('ReadFromRepository');
  const start = `${name.key.name}-`;
  if (!file.startsWith(start) || !file.endsWith('.tgz')) return npmError(404, 'not found');
  const versionName = file.slice(start.length, -'.tgz'.length);
  const asset =
    (await heldTarball(call, name, versionName)) ??
    ((await fetchTarball(call, name, versionName)) ? await heldTarball(call, name, versionName) : undefined);
  if (!asset) return npmError(404, 'not found');
  return fileReply(request, storedAsset(services, { ...call.address, key: name.key, version: versionName }, asset));
}

function heldTarball(call: EndpointCall, name: NpmName, versionName: string): Promise<AssetRecord | undefined> {
  const { services, request } = call;
  return write(services, async (writing) => {
    const { m } = writing;
    const repository = await call.repository(m);
    const places = await placesOf(m, repository, name.key, services.limits);
    const found = await nearestVersion(m, places, versionName);
    const readable = found?.version.status === 'Published' || found?.version.status === 'Unlisted';
    if (!found || !readable) return undefined;
    if (request.method === 'GET') await retain(writing, repository, name.key, places, versionName);
    return m.assets.find(found.version.id, tarballName);
  });
}
