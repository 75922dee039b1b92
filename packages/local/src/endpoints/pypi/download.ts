import { type Reply, textReply } from '../../http/reply.ts';
import { packageKey } from '../../model/names.ts';
import { nearestVersion, placesOf } from '../../model/resolution.ts';
import { retain } from '../../model/retention.ts';
import { storedAsset } from '../../model/stored-asset.ts';
import { type Place, write } from '../../model/writing.ts';
import type { Metadata } from '../../storage/metadata.ts';
import type { AssetRecord, PackageKey } from '../../storage/records.ts';
import type { EndpointCall } from '../endpoint.ts';
import { fetchFile } from './fetch-file.ts';
import { fileReply } from '../file-reply.ts';

export interface FileName {
  readonly project: string;
  readonly version: string;
  readonly file: string;
}

/** Files of Published and Unlisted versions; the others are as if they were not there. What an upstream had is kept here. */
export async function downloadFile(call: EndpointCall, name: FileName): Promise<Reply> {
  const { services, request } = call;
  await call.authorise('ReadFromRepository');
  const key = packageKey('pypi', undefined, name.project);
  const asset =
    (await heldFile(call, key, name)) ??
    ((await fetchFile(call, key, name)) ? await heldFile(call, key, name) : undefined);
  if (!asset) return textReply(404, 'Not Found\n');
  return fileReply(request, storedAsset(services, { ...call.address, key, version: name.version }, asset));
}

async function heldFile(call: EndpointCall, key: PackageKey, name: FileName): Promise<AssetRecord | undefined> {
  const { services, request } = call;
  return write(services, async (writing) => {
    const { m } = writing;
    const repository = await call.repository(m);
    const places = await placesOf(m, repository, key, services.limits);
    const found = await findFile(m, places, name);
    const elsewhere = places.some((place) => place.repository.id !== repository.id);
    if (found && elsewhere && request.method === 'GET') {
      await retain(writing, repository, key, places, name.version);
    }
    return found;
  });
}

async function findFile(m: Metadata, places: readonly Place[], name: FileName): Promise<AssetRecord | undefined> {
  const nearest = await nearestVersion(m, places, name.version);
  const status = nearest?.version.status;
  if (!nearest || (status !== 'Published' && status !== 'Unlisted')) return undefined;
  const own = await m.assets.find(nearest.version.id, name.file);
  if (own || status === 'Unlisted') return own;
  for (const { item } of places) {
    const version = await m.versions.find(item.id, name.version);
    const file = version?.status === 'Published' ? await m.assets.find(version.id, name.file) : undefined;
    if (file) return file;
  }
  return undefined;
}
